import Testing
import ToolSupport
import detloss

extension HelpTextTests {
  @Test("of report")
  func report() {
    #expect(
      help("report", "--help") == """
        detloss report: a page to look at: what costs most, and which anchors answer

        Examples:
          detloss report --config sample-data/config.json \\
            --heads sample-data/heads.npz --labels sample-data/labels.txt \\
            --output page.html
          detloss report --config sample-data/config.json \\
            --labels sample-data/labels.txt --input-size 416 --output page.html

        Usage: detloss report --config FILE --labels PATH (--heads PATH...
               | --input-size SIZE) [OPTIONS]

        Writes one HTML file that needs nothing beside itself: the photographs as the
        network saw them, where browsers show their type, their objects, the anchors
        that should predict them, what each costs and why. Without --heads it shows the
        assignment alone. Values that are no numbers are shown where they are, with exit
        status 0.

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
              dumps of the raw heads, as for loss; without them the assignment is shown
              alone
          --layout nhwc|nhwac|nchw|nahwc|nhwac,falling|nahwc,falling
              the order of the heads' axes, where their shape leaves it open; c is all
              channels of all anchors, or, where there is an a, the channels of one
              anchor
          --element-type bfloat16|float16|float8_e4m3fn|float8_e5m2
              the type of arrays whose file tells only its size, as .npy does of JAX's
              and MLX's bfloat16
          --input-size SIZE
              without heads, the network input in pixels: 416, or 384x256 for width and
              height
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
          --image NAME
              of all images show this one in full
          --against NAME
              another dialect, whose assignment and loss stand beside
          --top N
              how many images are shown in full, those that cost most; the others are
              rows (default: 50)
          --svg FILE
              also write the first image as a picture of its own, or that alone without
              --output
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
