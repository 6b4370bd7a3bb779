import Testing
import ToolSupport
import detloss

extension HelpTextTests {
  @Test("of inspect")
  func inspect() {
    #expect(
      help("inspect", "--help") == """
        detloss inspect: names, shapes, types and values of the arrays in files

        Examples:
          detloss inspect sample-data/heads.npz
          detloss inspect sample-data/heads.npz --config sample-data/config.json

        Usage: detloss inspect [OPTIONS] PATH...

        A folder stands for the dumps in it, - for file names on standard input. With
        --config, arrays are also matched to scales, as loss would match them, and what
        loss would say of them is told.

        Options:
          --config FILE
              the detector: classes, scales, anchors and the dialect of its loss (JSON)
          --dialect NAME
              the loss of this framework in place of the configuration's dialect
          --set KEY=VALUE...
              a key of the config that wins over it and over the dialect, such as
              box.weight=0.5
          --layout nhwc|nhwac|nchw|nahwc|nhwac,falling|nahwc,falling
              the order of the heads' axes, where their shape leaves it open; c is all
              channels of all anchors, or, where there is an a, the channels of one
              anchor
          --element-type bfloat16|float16|float8_e4m3fn|float8_e5m2
              the type of arrays whose file tells only its size, as .npy does of JAX's
              and MLX's bfloat16
          --all-values
              look at the values of compressed arrays however many they are, not only up
              to 256 MiB or twenty times the file
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
