import Testing
import ToolSupport
import detloss

extension HelpTextTests {
  @Test("of identify")
  func identify() {
    #expect(
      help("identify", "--help") == """
        detloss identify: which dialect, or which change of one, gives somebody's loss

        Examples:
          detloss identify --config sample-data/config.json \\
            --heads sample-data/heads.npz --labels sample-data/labels.txt \\
            --loss 6.530030191
          detloss identify --config sample-data/config.json \\
            --heads sample-data/heads.npz --labels sample-data/labels.txt \\
            --box 2.06889 --objectness 0.107762 --classification 4.35337

        Usage: detloss identify --config FILE --heads PATH... --labels PATH [OPTIONS]

        Needs a total, a part of it, or gradients. Tries the config as it is, every
        dialect, and each of them with one and with two changes of components by their
        usual values. A total alone can be met by chance: every part that is known, with
        all its digits, makes the answer surer. Exit status 1 when nothing gives the
        numbers; then the nearest are shown.

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
          --loss NUMBER
              the total, or what the framework prints in its place
          --box NUMBER
              its part of the boxes
          --objectness NUMBER
              its part of the objectness
          --classification NUMBER
              its part of the classes
          --gradients PATH...
              the derivatives by the raw heads, arrays as those of the dump
          --among NAME...
              the dialects to try beside the config's own; all if not given
          --tolerance NUMBER
              the largest difference of two numbers, as a share of the larger
              (default: 0.0001)
          --top N
              how many candidates are listed (default: 10)
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
