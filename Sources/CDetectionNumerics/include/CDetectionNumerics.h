// Loops over many numbers for the instruction sets that a processor may have beyond the ones every
// x86-64 has. Each is the same sequence of IEEE operations as its portable form in Swift, fused
// multiply-adds included, with nothing else contracted, and so gives the same bits.

#ifndef C_DETECTION_NUMERICS_H
#define C_DETECTION_NUMERICS_H

#include <stdbool.h>
#include <stddef.h>

/// The instruction sets that there are loops for.
enum DLInstructions {
  DLInstructionsPortable = 0,
  DLInstructionsAVX2 = 1,
  DLInstructionsAVX512 = 2,
};

/// The best set of this processor; `DLInstructionsPortable` where there is no loop for it.
int dl_best_instructions(void);

/// Writes `1 / (1 + exp(-x))` of `count` numbers; whether all of them are finite.
///
/// Magnitudes above 87 count as 87. `instructions` is AVX2 or AVX512, and the processor has it; `from` need not be aligned, and may
/// be `to`.
bool dl_sigmoid(int instructions, const void *_Nonnull from, float *_Nonnull to, size_t count);

/// Whether the magnitude of any of `count` numbers is at least `bound`, or one is NaN.
bool dl_reaches(int instructions, const void *_Nonnull from, size_t count, float bound);

/// How the boxes of one anchor follow from raw numbers, cell by cell and row by row.
///
/// ```
/// x = (center_scale · sigmoid + (column + shift)) · stride        y the same with the row
/// w = min(exp(raw), largest_factor) · width                       or  (2 · sigmoid)² · width
/// ```
///
/// with sides clamped to `least_side ... largest_side`.
struct DLBoxes {
  float center_scale, shift, stride, width, height, largest_factor, least_side, largest_side;
  bool is_squared;

  /// Whether the numbers of a channel lie side by side; if not, the channels of an anchor do.
  bool is_planar;

  /// Where the first cell stands, and the number of columns; the cells that follow fill its row and
  /// then the next.
  size_t row, column, columns;
};

/// Puts boxes in the place of the sigmoids of their four channels.
///
/// `raw` and `values` begin with the first channel of the first of `count` cells. `raw_step` bytes
/// and `step` numbers lie between channels if planar, else between cells.
void dl_boxes(
    int instructions, const struct DLBoxes *_Nonnull boxes, const void *_Nonnull raw,
    size_t raw_step, float *_Nonnull values, size_t step, size_t count);

/// The sum of the squares of `count` numbers, a multiple of sixteen.
double dl_sum_of_squares(int instructions, const float *_Nonnull values, size_t count);

/// Puts `exp(x)` in the place of `count` numbers, a multiple of sixteen; that of 88 for larger ones.
void dl_exponential(int instructions, float *_Nonnull values, size_t count);

/// What background anchors cost: `softplus(x)`, the same times the square of the sigmoid or its power
/// `number`, or of logits cut to `-number ... number`.
enum DLBackground {
  DLBackgroundPlain = 0,
  DLBackgroundSquared = 1,
  DLBackgroundPower = 2,
  DLBackgroundClipped = 3,
};

/// What background anchors cost.
///
/// Returns the sum of the values, and puts derivatives times `factor` in the place of the logits if
/// `keeps_derivatives`. `count` is a multiple of sixteen.
double dl_background(
    int instructions, int kind, float number, float *_Nonnull logits, size_t count, float factor,
    bool keeps_derivatives);

/// Runs of numbers that stand `step` apart, and whose first ones stand `between` apart.
struct DLRuns {
  size_t step, between, count, runs;
};

/// What background anchors cost whose logits stand in runs, `step` and `between` in bytes.
///
/// `masks` holds zero for each number, run by run, and minus infinity for those that cost nothing; to a
/// multiple of sixteen it goes on with minus infinity. Derivatives times `factor` go, if
/// `keeps_derivatives`, into runs as long that begin with `to`, in place of what is there, with distances
/// in numbers; where `to` is null, in the masks' place. `all_finite` tells of all numbers.
double dl_background_runs(
    int instructions, int kind, float number, const void *_Nonnull from,
    const struct DLRuns *_Nonnull runs, float *_Nonnull masks, float factor, bool keeps_derivatives,
    float *_Nullable to, const struct DLRuns *_Nullable to_runs, bool *_Nonnull all_finite);

/// Adds up the cross-entropies of sigmoids, and their gradient to `gradient`.
///
/// `targets` and `complements` are `z` and `1 - z`; all are `count` numbers, a multiple of sixteen.
double dl_cross_entropy(
    int instructions, const float *_Nonnull logits, const float *_Nonnull targets,
    const float *_Nonnull complements, float *_Nonnull gradient, size_t count);

/// Tells the thread sanitizer that the lock at an address was taken, or will be given back: it does not see
/// locks that wait in the system. Without the sanitizer nothing happens.
void dl_lock_taken(const void *_Nonnull lock);
void dl_lock_given_back(const void *_Nonnull lock);

#endif
