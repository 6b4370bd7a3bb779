import Testing
import ToolSupport
import detloss

@Suite("Help")
struct HelpTextTests {
  func help(_ words: String...) -> String {
    let run = ToolRun.inProcess(words)
    #expect(run.code == .done)
    #expect(run.messages.isEmpty)
    return run.output
  }

  @Test("no line is wider than a terminal")
  func width() {
    let help = HelpText(Tool.program)
    let texts = [help.concise, help.tool] + Tool.program.commands.map { help.command($0) }
    for line in texts.joined().split(separator: "\n") { #expect(line.count <= 80) }
  }

  @Test("without arguments")
  func concise() {
    #expect(
      ToolRun.inProcess([]).messages == """
        detloss computes and explains YOLOv3-style detection losses from dumped heads.

        Usage: detloss COMMAND [OPTIONS]

        Commands:
          loss         the loss of dumped heads, in total, per scale and per image
          decode       the boxes that dumped heads detect
          assign       which anchors are positive for which objects, and why
          compare      two dialects on one dump, or one dump against another
          identify     which dialect, or which change of one, gives somebody's loss
          report       a page to look at: what costs most, and which anchors answer
          inspect      names, shapes, types and values of the arrays in files
          check        what is wrong or odd about a config, labels and a dump
          import       a config out of a darknet cfg or an ultralytics model YAML
          evaluate     average precision, and what kinds of errors cost it
          merge        the loss or the figures of all shards of one, to the bit
          anchors      anchors for the objects of a data set, beside the config's
          dialects     the dialects, or what one chooses beside the reference
          completions  completion of commands, options and values for a shell

        Try 'detloss --help', or 'detloss COMMAND --help' for one command.

        """
    )
  }

  @Test("of the tool")
  func tool() {
    #expect(
      help("--help") == """
        detloss computes and explains YOLOv3-style detection losses from dumped heads.

        Examples:
          detloss loss --config sample-data/config.json --heads sample-data/heads.npz \\
            --labels sample-data/labels.txt
          detloss decode --config sample-data/config.json --heads sample-data/heads.npz
          detloss assign --config sample-data/config.json \\
            --labels sample-data/labels.txt --input-size 416
          detloss compare --config sample-data/config.json \\
            --heads sample-data/heads.npz --labels sample-data/labels.txt \\
            --against ultralytics
          detloss identify --config sample-data/config.json \\
            --heads sample-data/heads.npz --labels sample-data/labels.txt \\
            --loss 6.530030191
          detloss report --config sample-data/config.json \\
            --heads sample-data/heads.npz --labels sample-data/labels.txt \\
            --output page.html
          detloss inspect sample-data/heads.npz
          detloss check --config sample-data/config.json
          detloss import yolov3.cfg
          detloss evaluate --config sample-data/config.json \\
            --heads sample-data/heads.npz --labels sample-data/labels.txt
          detloss merge sample-data/shard-1.json sample-data/shard-2.json
          detloss anchors --labels sample-data/labels.txt --input-size 416 --count 6
          detloss dialects
          detloss completions bash

        Usage: detloss COMMAND [OPTIONS]

        Commands:
          loss         the loss of dumped heads, in total, per scale and per image
          decode       the boxes that dumped heads detect
          assign       which anchors are positive for which objects, and why
          compare      two dialects on one dump, or one dump against another
          identify     which dialect, or which change of one, gives somebody's loss
          report       a page to look at: what costs most, and which anchors answer
          inspect      names, shapes, types and values of the arrays in files
          check        what is wrong or odd about a config, labels and a dump
          import       a config out of a darknet cfg or an ultralytics model YAML
          evaluate     average precision, and what kinds of errors cost it
          merge        the loss or the figures of all shards of one, to the bit
          anchors      anchors for the objects of a data set, beside the config's
          dialects     the dialects, or what one chooses beside the reference
          completions  completion of commands, options and values for a shell

        Help on more:
          help config  every key of a config: meaning, values, defaults
          help json    what the JSON of a command looks like: help json COMMAND
          help man     the manual page, for man -l

        Options:
          -h, --help     show this help; behind a command, that command's
          --version      show the version

        Results go to standard output, everything else to standard error.

        Exit status:
          0    done
          1    the answer is no: a comparison differs, a check found faults
          64   the command line is at fault
          65   a file's content is at fault
          66   a file is missing or unreadable
          70   a bug in detloss
          73   an output file could not be created
          74   output could not be written
          78   the configuration is at fault

        """
    )
  }

  @Test("of loss")
  func loss() {
    #expect(
      help("loss", "--help") == """
        detloss loss: the loss of dumped heads, in total, per scale and per image

        Examples:
          detloss loss --config sample-data/config.json --heads sample-data/heads.npz \\
            --labels sample-data/labels.txt
          detloss loss --config sample-data/config.json --heads sample-data/heads.npz \\
            --labels sample-data/labels.txt --format json

        Usage: detloss loss --config FILE --heads PATH... (--labels PATH
               | --targets FILE) [OPTIONS]

        Totals and scales are what training would see, the mean over the batch; each
        image has its own sum over all scales. Many dumps, such as one file an image,
        are one batch. With --heads - and --format jsonl, each dump is a batch of its
        own: names come from standard input, a line goes out for each as it is computed,
        one with "error" for a dump that is broken, and a last one counts them. As many
        as you like, in the memory of a few.

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
          --targets FILE
              dense label tensors in place of --labels, as assign --tensors writes them
          --gradients OUT
              also write d(total)/d(raw head) in the dump's names, shapes and layout; of
              several dumps, one file each into a new folder
          --diagnose
              also look for the usual mistake behind the loss: images in another order,
              shifted classes, another fit, exchanged axes, an activation
          --sort loss|given
              text lists images by their loss, or as given (default: loss)
          --image NAME
              of all images list this one alone; totals stay
          --top N
              how many entries of a list text shows; JSON has all (default: 10)
          --shard K/N
              with --format shard, the images of this part alone, such as 2/8, by a hash
              of their names; one dump an image
          --keep-going
              with --format shard, a dump that fails is no end: the part names it, and
              the exit code is 1
          --resume
              with --format shard, a whole part that --output names already is kept and
              nothing computed
          --format text|json|jsonl|csv|shard
              a table for reading, JSON, or lines for programs, which are written as
              they are computed, or a shard for merge (default: text)
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

  @Test("of decode")
  func decode() {
    #expect(
      help("decode", "--help") == """
        detloss decode: the boxes that dumped heads detect

        Examples:
          detloss decode --config sample-data/config.json --heads sample-data/heads.npz
          detloss decode --config sample-data/config.json \\
            --heads sample-data/heads.npz --score-threshold 0.5 --format jsonl

        Usage: detloss decode --config FILE --heads PATH... [OPTIONS]

        With --labels, boxes are in pixels of the original images where their sizes are
        known; without, in pixels of the network input.

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
          --score-threshold NUMBER
              boxes score above this number from 0 to 1 (default: 0.3)
          --nms greedy|soft|soft-gaussian|diou|none
              how overlapping boxes are thinned out, class by class: the better removes
              the other, by IoU or DIoU, or lowers its score, by 1 - IoU above the
              threshold or by exp(-IoU^2 / sigma) (default: greedy)
          --iou-threshold NUMBER
              the largest overlap of two boxes that both stay, from 0 to 1
              (default: 0.45)
          --sigma NUMBER
              of soft-gaussian (default: 0.5)
          --class-agnostic
              overlapping boxes of different classes thin each other out
          --multi-label
              a box for each class above the threshold, not for the best alone
          --max-candidates N
              the most boxes of an image that are thinned out, the best ones; all if not
              given
          --max-detections N
              the most boxes of an image, the best ones; all if not given
          --tensors OUT
              also write every decoded value, [N, H, W, A, 5 + classes] per scale; of
              several dumps, one file each into a new folder
          --format text|json|jsonl|csv|coco|yolo|darknet
              a table for reading, JSON, or lines for programs, which are written as
              they are computed; COCO's results, a folder of YOLO's label files with
              scores, or darknet's JSON (default: text)
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
