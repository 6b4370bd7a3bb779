import Testing
import ToolSupport
import detloss

extension HelpTextTests {
  @Test("of assign")
  func assign() {
    #expect(
      help("assign", "--help") == """
        detloss assign: which anchors are positive for which objects, and why

        Examples:
          detloss assign --config sample-data/config.json \\
            --labels sample-data/labels.txt --input-size 416
          detloss assign --config sample-data/config.json \\
            --labels sample-data/labels.txt --input-size 416x416 --format json
          detloss assign --config sample-data/config.json \\
            --labels sample-data/labels.txt --input-size 416 \\
            --explain 000000196610.jpg:8

        Usage: detloss assign --config FILE --labels PATH (--input-size SIZE
               | --heads PATH...) [OPTIONS]

        Needs no dump but for a rule that looks at predictions, as yolov7's: else the
        size of the network input and the labels decide.

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
          --input-size SIZE
              the network input in pixels: 416, or 384x256 for width and height
          --heads PATH...
              dumps of the raw heads in place of the size, as loss takes them, for a
              rule that looks at predictions
          --layout nhwc|nhwac|nchw|nahwc|nhwac,falling|nahwc,falling
              the order of the heads' axes, where their shape leaves it open; c is all
              channels of all anchors, or, where there is an a, the channels of one
              anchor
          --element-type bfloat16|float16|float8_e4m3fn|float8_e5m2
              the type of arrays whose file tells only its size, as .npy does of JAX's
              and MLX's bfloat16
          --tensors OUT
              also write dense labels and object lists, as training pipelines have them;
              an anchor holds one box there, the last of several
          --compare THEIRS
              list every cell in which such tensors of another pipeline differ, why, and
              which usual mistake would explain it; exit status 1 if any does
          --tolerance NUMBER
              how many pixels a compared box may be off (default: 0.01)
          --explain all|IMAGE|IMAGE:OBJECT
              every anchor that the rule looked at for these objects, and why
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
