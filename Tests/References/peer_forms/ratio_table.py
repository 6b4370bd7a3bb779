"""The table of ratios: a target beside what was measured."""


class Table:
    """Rows of two targets: that of plain Swift, and that with a choice of instruction set."""

    def __init__(self):
        self.rows = []

    def add(self, what, plain, dispatch, ratio, figures, smaller_is_better=False):
        def mark(target):
            if target is None:
                return " "
            return "+" if (ratio <= target if smaller_is_better else ratio >= target) else "-"

        reached = mark(plain) + mark(dispatch)
        self.rows.append((what, plain, dispatch, ratio, figures, reached))

    def print(self):
        print(f"\n{'':44} {'target':>8} {'dispatch':>8} {'measured':>9}  figures")
        for what, plain, dispatch, ratio, figures, reached in self.rows:
            targets = [times(target) if target else "" for target in (plain, dispatch)]
            print(f"{what:44} {targets[0]:>8} {targets[1]:>8} {times(ratio):>9} {reached}  {figures}")
        print("\n+ reached, - not, for either target; figures in us an image")


def times(ratio):
    """Three digits: 1.04x, 52.1x, 1,010x."""
    return f"{ratio:,.{max(0, 2 - len(str(int(ratio))) + 1)}f}x"
