import Testing
import ToolSupport
import detloss

extension HelpTextTests {
  @Test("of compare")
  func compare() {
    #expect(
      help("compare", "--help") == """
        detloss compare: two dialects on one dump, or one dump against another

        Examples:
          detloss compare --config sample-data/config.json \\
            --heads sample-data/heads.npz --labels sample-data/labels.txt \\
            --against ultralytics
          detloss compare --config sample-data/config.json \\
            --heads sample-data/heads.npz --against-heads sample-data/heads.npz

        Usage: detloss compare --config FILE --heads PATH... (--against NAME
               | --against-config FILE | --against-heads PATH...
               | --against-gradients PATH...) [OPTIONS]

        With --against or --against-config, what another loss makes of the same dump and
        labels: whether the totals can be compared at all, the biggest reasons, each
        part factor by factor, and which anchors each trains. With --against-heads, how
        far two dumps are apart, where, what may have happened to one, and what that
        does to the loss. With --against-gradients, where somebody's gradient differs
        from this loss's, and why. Exit status 1 when they differ by more than the
        tolerance.

        Options:
          --config FILE
              the detector: classes, scales, anchors and the dialect of its loss (JSON)
          --dialect NAME
              the loss of this framework in place of the configuration's dialect
          --set KEY=VALUE...
              a key of the config that wins over it and over the dialect, such as
              box.weight=0.5
          --fit letterbox|stretch|none
              how images were put into the network input, with the dialect's roundings;
              wins over the config
          --threads N
              how many processors to use; all if not given; results do not depend on it
          --heads PATH...
              dumps of the raw heads, before any sigmoid: a .npy, .npz, .safetensors,
              .json or .pb file, or FILE:SHAPE:TYPE for raw numbers; several, a folder
              of them, or - for their names on standard input, one a line
          --layout nhwc|nhwac|nchw|nahwc|nhwac,falling|nahwc,falling
              the order of the heads' axes, where their shape leaves it open; c is all
              channels of all anchors, or, where there is an a, the channels of one
              anchor
          --element-type bfloat16|float16|float8_e4m3fn|float8_e5m2
              the type of arrays whose file tells only its size, as .npy does of JAX's
              and MLX's bfloat16
          --labels PATH
              annotation lines (image x1,y1,x2,y2,class ..., one an image), a folder of
              YOLO's .txt or its data.yaml, COCO's instances .json, or a folder of
              Pascal VOC's .xml
          --label-format NAME
              the form of the labels, where it is not recognised
          --images FOLDER
              where the images are, whose sizes are looked up
          --order FILE
              the names of the images in the order of the dump, one a line
          --voc-offset N
              what Pascal VOC's corners are too large by: 1 where pixels count from one
              (default: 0)
          --against NAME
              the dialect to compare with, and nothing of the config's own sections; or
              all, a line each; needs --labels
          --keep-own
              with --against: the config's own sections win on both sides
          --against-config FILE
              the configuration to compare with, of the same classes and scales; needs
              --labels
          --against-heads PATH...
              the dump to compare with; its layout and number format may differ
          --against-gradients PATH...
              somebody's d(total) / d(raw value) of this loss, arrays as those of the
              dump; needs --labels
          --tolerance [SCALE=]NUMBER...
              dumps: the largest difference of two values that is none (0.0001 if not
              given), or of a scale's, as small=0.01; dialects: the largest difference
              of the totals as a share of the larger (none if not given); gradients: as
              a share of the largest of the same channels (0.0001)
          --relative-tolerance [SCALE=]NUMBER...
              dumps: what is added to that, as a share of the first value (0 if not
              given)
          --top N
              dialects: how many objects text lists; JSON has all (default: 20)
          --show-steps
              dialects: how one total becomes the other, component by component
          --format text|json
              a table for reading, or JSON for programs (default: text)
          --output FILE
              write the results to this file, whole or not at all
          --quiet
              no warnings and no notes; errors are told all the same
          --color auto|always|never
              headings and warnings in colours; by itself on a terminal, but for
              NO_COLOR (default: auto)
          -h, --help
              show this help

        Exit status: 0 done, 64 wrong command line, 65 wrong file content, 66 unreadable
        file, 78 wrong configuration; all in detloss --help.

        """
    )
  }
}
