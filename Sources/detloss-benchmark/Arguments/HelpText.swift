import AnchorDecoding

/// What `--help` prints.
package enum HelpText {
  /// Usage, options and an example.
  package static let text = """
    detloss-benchmark measures how fast the toolkit is, on heads drawn from a seed:
    416 x 416 pixels, YOLOv3's three scales and anchors, 10,647 anchors an image.

    usage: detloss-benchmark [OPTIONS]

    What is measured. Each takes a list with commas; every combination is measured.
      --operation LIST  decode-all, decode-survivors, loss, loss+gradient-fresh,
                        loss+gradient-reused (default: all of them)
      --dialect LIST    any dialect of a configuration file (reference)
      --order LIST      nhwc, nchw: the order of the heads' axes (nhwc)
      --batch LIST      images, 1 to 1024 (1)
      --objects LIST    objects an image: few (10.6), many (150) or a number (few)
      --heads LIST      trained, untrained (trained)
      --classes LIST    1 to 10000 (80)
      --threads LIST    1, all (1)
      --everything      three dialects, both orders, batches 1, 8 and 64, few and
                        many objects, trained and untrained heads, 1 and all
                        threads; other options win
      --check WHICH     values the loss looks at for NaN: part, every (part)

    How it is measured and told
      --repeats N       timed runs at least (20); more where they are short, fewer,
                        but at least 5, where they take over ten seconds
      --seed N          the seed of heads and objects (1)
      --format FORMAT   text or json (text)
      --write FOLDER    also write the one workload that is measured: heads.npz,
                        objects.npz, gradients.npz, decoded.npz, config.json,
                        labels.txt
      --list            print the workloads and measure nothing
      --help            print this

    Measure what is built for release, on a machine that does nothing else:
      swift run -c release detloss-benchmark --batch 1,8 --order nhwc,nchw

    """

  /// The workloads that options name, a line each.
  package static func list(_ options: Options) -> String {
    var lines: [String] = []
    for setting in options.settings {
      for dialect in options.dialects {
        for threads in options.threads {
          lines.append(
            """
            --dialect \(dialect) --order \(setting.order.rawValue) --batch \(setting.batch) \
            --objects \(setting.objects.name) --heads \(setting.heads.rawValue) \
            --classes \(setting.classes) --threads \(threads.rawValue)
            """
          )
        }
      }
    }
    let operations = options.operations.map { operation in
      let name = operation.rawValue
      return name + String(repeating: " ", count: max(1, 22 - name.count)) + operation.summary
    }
    return (operations + [""] + lines).joined(separator: "\n") + "\n"
  }
}
