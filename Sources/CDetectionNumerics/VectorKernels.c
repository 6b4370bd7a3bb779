#include "CDetectionNumerics.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)

// The same bits on every processor: a product and a sum are one rounding where `fused` says so, and two
// everywhere else.
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

typedef float Lanes __attribute__((ext_vector_type(16)));
typedef uint32_t Bits __attribute__((ext_vector_type(16)));
typedef int32_t Signed __attribute__((ext_vector_type(16)));

#define INLINE static inline __attribute__((always_inline))

INLINE Lanes load(const void *from) {
  Lanes lanes;
  memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

INLINE void store(Lanes lanes, float *to) { memcpy(to, &lanes, sizeof lanes); }

INLINE Bits sign_mask(Lanes x) { return (Bits)((Signed)x >> 31); }

INLINE Lanes choose(Lanes x, Lanes other, Bits mask) {
  return (Lanes)(((Bits)other & mask) | ((Bits)x & ~mask));
}

INLINE Lanes all(float x) { return (Lanes){} + x; }

// a · b + c, rounded once.
INLINE Lanes fused(Lanes a, Lanes b, Lanes c) { return __builtin_elementwise_fma(a, b, c); }

// The end of FloatLanes.exp(within:): the power of two is in the last bits of `shifted`.
INLINE Lanes exponential_rest(Lanes shifted, Lanes r) {
  Lanes r2 = r * r;
  Lanes low = fused(r, all(0.16666521f), all(0.49999994f));
  Lanes high = fused(r2, all(0.0013814599f), fused(r, all(0.008368717f), all(0.04166839f)));
  Lanes value = 1.0f + fused(r2, fused(r2, high, low), r);
  return (Lanes)((Bits)value + ((Bits)shifted << 23));
}

// FloatLanes.exp(within:)
INLINE Lanes exponential_within(Lanes x) {
  Lanes rounding = all(12582912.0f);
  Lanes shifted = fused(x, all(1.44269504f), rounding);
  Lanes k = shifted - rounding;
  return exponential_rest(shifted, fused(k, all(2.1219444e-4f), fused(k, all(-0.693359375f), x)));
}

// FloatLanes.exp(below88:)
INLINE Lanes exponential(Lanes x) {
  const float least = -87.33654f;
  Bits is_tiny = (Bits)(x < least);
  Lanes value = exponential_within(choose(x, all(least), is_tiny));
  return (Lanes)((Bits)value & ~is_tiny);
}

// FloatLanes.log(onePlusFraction:)
INLINE Lanes log_one_plus(Lanes e) {
  Lanes e2 = e * e;
  Lanes e4 = e2 * e2;
  Lanes c0 = fused(e, all(-0.49999902f), all(1.0f));
  Lanes c2 = fused(e, all(-0.24954134f), all(0.33329964f));
  Lanes c4 = fused(e, all(-0.15305594f), all(0.1967594f));
  Lanes c6 = fused(e, all(-0.056959525f), all(0.10603655f));
  Lanes c8 = fused(e, all(-0.0032440228f), all(0.019851455f));
  Lanes low = fused(e2, c2, c0);
  Lanes high = fused(e2, c6, c4);
  return e * fused(e4, fused(e4, c8, high), low);
}

INLINE bool any_sign(Bits lanes) {
  uint32_t any = 0;
  for (int lane = 0; lane < 16; lane++) any |= lanes[lane];
  return any >> 31;
}

// FloatLanes.sigmoid, with exp(-x) written without a negation. `check` stays zero as long as all are
// finite: nothing else times zero is zero.
INLINE Lanes sigmoid(Lanes x, Lanes *check) {
  *check = fused(x, all(0.0f), *check);
  x = x < -87.0f ? all(-87.0f) : x;
  x = x > 87.0f ? all(87.0f) : x;
  Lanes rounding = all(12582912.0f);
  Lanes shifted = fused(x, all(-1.44269504f), rounding);
  Lanes k = shifted - rounding;
  Lanes r = fused(k, all(2.1219444e-4f), -fused(k, all(0.693359375f), x));
  return 1.0f / (1.0f + exponential_rest(shifted, r));
}

INLINE bool sigmoid_loop(const char *from, float *to, size_t count) {
  Lanes check = {};
  size_t index = 0;
  for (; index + 16 <= count; index += 16) {
    store(sigmoid(load(from + 4 * index), &check), to + index);
  }
  if (index < count) {
    float rest[16] = {0};
    memcpy(rest, from + 4 * index, (count - index) * sizeof(float));
    store(sigmoid(load(rest), &check), rest);
    memcpy(to + index, rest, (count - index) * sizeof(float));
  }
  return !any_sign((Bits)(check != check));
}

// FloatLoops.reaches
INLINE bool reaches_loop(const char *from, size_t count, float bound) {
  uint32_t bound_bits;
  memcpy(&bound_bits, &bound, sizeof bound);
  const uint32_t rest = 0x80000000u - bound_bits;
  Bits found = {};
  size_t index = 0;
  for (; index + 16 <= count; index += 16) {
    found |= ((Bits)load(from + 4 * index) & 0x7fffffffu) + rest;
  }
  bool any = any_sign(found);
  for (; index < count; index++) {
    uint32_t bits;
    memcpy(&bits, from + 4 * index, sizeof bits);
    any |= ((bits & 0x7fffffffu) + rest) >> 31;
  }
  return any;
}

// FloatLoops.boxes
INLINE Lanes box_side(Lanes x, float anchor, const struct DLBoxes *boxes) {
  Lanes factor;
  if (boxes->is_squared) {
    Lanes twice = x + x;
    factor = twice * twice;
  } else {
    factor = exponential(x > 88.0f ? all(88.0f) : x);
    factor = factor > boxes->largest_factor ? all(boxes->largest_factor) : factor;
  }
  Lanes side = factor * anchor;
  // The least for NaN, too: the bytes of a file may change behind a look at them.
  side = side >= boxes->least_side ? side : all(boxes->least_side);
  return side > boxes->largest_side ? all(boxes->largest_side) : side;
}

INLINE Lanes box_center(Lanes sigmoid, Lanes cell, const struct DLBoxes *boxes) {
  return (boxes->center_scale * sigmoid + (cell + boxes->shift)) * boxes->stride;
}

// Sixteen anchors' first four channels each, as four vectors of one channel; lane 4k + j is of anchor
// k + 4j. The same again puts them back.
INLINE void turn(Lanes channels[4]) {
  Lanes a = channels[0], b = channels[1], c = channels[2], d = channels[3];
#define PAIRS(x, y, i)                                                                        \
  __builtin_shufflevector(                                                                    \
      x, y, i, i + 16, i + 1, i + 17, i + 4, i + 20, i + 5, i + 21, i + 8, i + 24, i + 9,     \
      i + 25, i + 12, i + 28, i + 13, i + 29)
#define HALVES(x, y, i)                                                                       \
  __builtin_shufflevector(                                                                    \
      x, y, i, i + 1, i + 16, i + 17, i + 4, i + 5, i + 20, i + 21, i + 8, i + 9, i + 24,     \
      i + 25, i + 12, i + 13, i + 28, i + 29)
  Lanes ab = PAIRS(a, b, 0), cd = PAIRS(c, d, 0);
  Lanes last_ab = PAIRS(a, b, 2), last_cd = PAIRS(c, d, 2);
  channels[0] = HALVES(ab, cd, 0);
  channels[1] = HALVES(ab, cd, 2);
  channels[2] = HALVES(last_ab, last_cd, 0);
  channels[3] = HALVES(last_ab, last_cd, 2);
}

typedef float Four __attribute__((ext_vector_type(4)));

INLINE Lanes load_fours(const char *from, size_t step) {
  Four x[4];
  for (int k = 0; k < 4; k++) memcpy(x + k, from + k * step, sizeof(Four));
  typedef float Eight __attribute__((ext_vector_type(8)));
  Eight low = __builtin_shufflevector(x[0], x[1], 0, 1, 2, 3, 4, 5, 6, 7);
  Eight high = __builtin_shufflevector(x[2], x[3], 0, 1, 2, 3, 4, 5, 6, 7);
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

INLINE void store_fours(Lanes lanes, char *to, size_t step) {
  Four x[4] = {
      __builtin_shufflevector(lanes, lanes, 0, 1, 2, 3),
      __builtin_shufflevector(lanes, lanes, 4, 5, 6, 7),
      __builtin_shufflevector(lanes, lanes, 8, 9, 10, 11),
      __builtin_shufflevector(lanes, lanes, 12, 13, 14, 15),
  };
  for (int k = 0; k < 4; k++) memcpy(to + k * step, x + k, sizeof(Four));
}

// Moves columns beyond the last to the rows that follow.
INLINE void wrap(Lanes *column, Lanes *row, const struct DLBoxes *boxes) {
  const Lanes columns = all((float)boxes->columns);
  for (size_t begun = 0; begun < 16 + boxes->columns; begun += boxes->columns) {
    Bits is_beyond = (Bits)(*column >= columns);
    *column -= (Lanes)((Bits)columns & is_beyond);
    *row += (Lanes)((Bits)all(1.0f) & is_beyond);
  }
}

// Cells whose channels lie side by side.
INLINE void boxes_of_cells(
    const struct DLBoxes *boxes, const char *raw, size_t raw_step, float *values, size_t step,
    size_t count) {
  const Lanes order = {0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15};
  Lanes column = (float)boxes->column + order, row = all((float)boxes->row);
  float some[16][4], some_raw[16][4];
  for (size_t first = 0; first < count; first += 16) {
    wrap(&column, &row, boxes);
    size_t cells = count - first < 16 ? count - first : 16;
    char *at = (char *)(values + first * step);
    const char *from = raw + first * raw_step;
    size_t distance = step * sizeof(float), raw_distance = raw_step;
    if (cells < 16) {
      memset(some, 0, sizeof some);
      memset(some_raw, 0, sizeof some_raw);
      for (size_t cell = 0; cell < cells; cell++) {
        memcpy(some[cell], at + cell * distance, sizeof(Four));
        memcpy(some_raw[cell], from + cell * raw_step, sizeof(Four));
      }
      at = (char *)some;
      from = (const char *)some_raw;
      distance = raw_distance = sizeof(Four);
    }
    Lanes x[4], sides[4];
    for (int k = 0; k < 4; k++) x[k] = load_fours(at + 4 * k * distance, distance);
    turn(x);
    if (!boxes->is_squared) {
      for (int k = 0; k < 4; k++) sides[k] = load_fours(from + 4 * k * raw_distance, raw_distance);
      turn(sides);
      x[2] = sides[2];
      x[3] = sides[3];
    }
    x[0] = box_center(x[0], column, boxes);
    x[1] = box_center(x[1], row, boxes);
    x[2] = box_side(x[2], boxes->width, boxes);
    x[3] = box_side(x[3], boxes->height, boxes);
    turn(x);
    for (int k = 0; k < 4; k++) store_fours(x[k], at + 4 * k * distance, distance);
    if (cells < 16) {
      for (size_t cell = 0; cell < cells; cell++) {
        memcpy(values + (first + cell) * step, some[cell], sizeof(Four));
      }
    }
    column += 16.0f;
  }
}

// Cells whose numbers of one channel lie side by side.
INLINE void boxes_of_planes(
    const struct DLBoxes *boxes, const char *raw, size_t raw_step, float *values, size_t step,
    size_t count) {
  const Lanes lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  Lanes column = (float)boxes->column + lane, row = all((float)boxes->row);
  float some[4][16], some_raw[4][16];
  for (size_t first = 0; first < count; first += 16) {
    wrap(&column, &row, boxes);
    size_t cells = count - first < 16 ? count - first : 16;
    float *at = values + first;
    const char *from = raw + first * sizeof(float);
    size_t distance = step, raw_distance = raw_step;
    if (cells < 16) {
      memset(some, 0, sizeof some);
      memset(some_raw, 0, sizeof some_raw);
      for (int k = 0; k < 4; k++) {
        memcpy(some[k], at + k * step, cells * sizeof(float));
        memcpy(some_raw[k], from + k * raw_step, cells * sizeof(float));
      }
      at = some[0];
      from = (const char *)some_raw[0];
      distance = 16;
      raw_distance = sizeof some_raw[0];
    }
    Lanes width = boxes->is_squared ? load(at + 2 * distance) : load(from + 2 * raw_distance);
    Lanes height = boxes->is_squared ? load(at + 3 * distance) : load(from + 3 * raw_distance);
    store(box_center(load(at), column, boxes), at);
    store(box_center(load(at + distance), row, boxes), at + distance);
    store(box_side(width, boxes->width, boxes), at + 2 * distance);
    store(box_side(height, boxes->height, boxes), at + 3 * distance);
    if (cells < 16) {
      for (int k = 0; k < 4; k++) {
        memcpy(values + first + k * step, some[k], cells * sizeof(float));
      }
    }
    column += 16.0f;
  }
}

// SIMD16.doubleSum
INLINE double double_sum(Lanes x) {
  double quarters[4];
  for (int q = 0; q < 4; q++) {
    quarters[q] = ((double)x[4 * q] + (double)x[4 * q + 1]) +
                  ((double)x[4 * q + 2] + (double)x[4 * q + 3]);
  }
  return (quarters[0] + quarters[1]) + (quarters[2] + quarters[3]);
}

// FloatLoops.exp
INLINE void exponential_loop(float *values, size_t count) {
  for (size_t index = 0; index < count; index += 16) {
    Lanes x = load(values + index);
    store(exponential(x > 88.0f ? all(88.0f) : x), values + index);
  }
}

// The formulas of BackgroundTerm.swift
INLINE Lanes background(int kind, float number, Lanes given, Lanes *derivative) {
  Lanes x = given;
  if (kind == DLBackgroundClipped) {
    x = x < -number ? all(-number) : x;
    x = x > number ? all(number) : x;
  }
  Bits is_negative = sign_mask(x);
  Lanes e = exponential((Lanes)((Bits)x | 0x80000000u));
  Lanes larger = 1.0f / (1.0f + e);
  Lanes smaller = e * larger;
  Lanes p = choose(larger, smaller, is_negative);
  Lanes log = log_one_plus(e);
  Lanes softplus = (Lanes)((Bits)x & ~is_negative) + log;
  Lanes q = choose(smaller, larger, is_negative);
  switch (kind) {
  case DLBackgroundSquared: {
    Lanes square = p * p;
    *derivative = square * fused(q + q, softplus, p);
    return square * softplus;
  }
  case DLBackgroundPower: {
    Lanes minus = 0.0f - x;
    Lanes other = (Lanes)((Bits)minus & ~sign_mask(minus)) + log;
    Lanes exponent = other * (0.0f - number);
    Lanes raised = exponential(exponent > 88.0f ? all(88.0f) : exponent);
    *derivative = raised * fused(q * softplus, all(number), p);
    return raised * softplus;
  }
  case DLBackgroundClipped:
    *derivative = given != x ? all(0.0f) : p;
    return given == all(-__builtin_inff()) ? all(0.0f) : softplus;
  default:
    *derivative = p;
    return softplus;
  }
}

// FloatLoops.background
INLINE double background_loop(
    int kind, float number, float *logits, size_t count, float factor, bool keeps_derivatives) {
  double sum = 0;
  for (size_t index = 0; index < count;) {
    size_t end = index + 256 < count ? index + 256 : count;
    Lanes values = {};
    for (; index < end; index += 16) {
      Lanes derivative;
      values += background(kind, number, load(logits + index), &derivative);
      if (keeps_derivatives) store(derivative * factor, logits + index);
    }
    sum += double_sum(values);
  }
  return sum;
}

// Where the next number of some runs stands.
struct Place {
  size_t run, number, offset;
};

// A step further.
INLINE void advance(struct Place *place, const struct DLRuns *runs) {
  place->offset += runs->step;
  if (++place->number < runs->count) return;
  place->number = 0;
  place->offset = ++place->run * runs->between;
}

// The same sixteen steps further in one run.
INLINE void advance_lanes(struct Place *place, const struct DLRuns *runs) {
  place->number += 15;
  place->offset += 15 * runs->step;
  advance(place, runs);
}

// FloatLoops.background, of numbers that are read just before they are computed with: the processor
// waits for memory and computes at the same time.
INLINE double background_runs_loop(
    int kind, float number, const char *from, const struct DLRuns *runs, float *masks, float factor,
    bool keeps_derivatives, float *to, const struct DLRuns *to_runs, bool *all_finite) {
  const size_t count = runs->count * runs->runs;
  struct Place source = {0, 0, 0}, target = {0, 0, 0};
  Lanes check = {};
  double sum = 0;
  for (size_t index = 0; index < count;) {
    size_t end = index + 256 < count ? index + 256 : count;
    Lanes values = {};
    for (; index < end; index += 16) {
      const bool is_one_run = runs->count - source.number >= 16;
      const size_t lanes = count - index < 16 ? count - index : 16;
      float some[16];
      Lanes x = {}, derivative;
      if (is_one_run) {
        const char *at = from + source.offset;
        for (int lane = 0; lane < 16; lane++) {
          float one;
          memcpy(&one, at + lane * runs->step, sizeof one);
          x[lane] = one;
        }
        advance_lanes(&source, runs);
      } else {
        memset(some, 0, sizeof some);
        for (size_t lane = 0; lane < lanes; lane++, advance(&source, runs)) {
          memcpy(some + lane, from + source.offset, sizeof some[lane]);
        }
        x = load(some);
      }
      check = fused(x, all(0.0f), check);
      x = load(masks + index) == 0.0f ? x : all(-__builtin_inff());
      values += background(kind, number, x, &derivative);
      if (!keeps_derivatives) continue;
      derivative *= factor;
      if (!to) {
        store(derivative, masks + index);
        continue;
      }
      store(derivative, some);
      if (is_one_run) {
        float *at = to + target.offset;
        for (int lane = 0; lane < 16; lane++) at[lane * to_runs->step] = some[lane];
        advance_lanes(&target, to_runs);
      } else {
        for (size_t lane = 0; lane < lanes; lane++, advance(&target, to_runs)) {
          to[target.offset] = some[lane];
        }
      }
    }
    sum += double_sum(values);
  }
  *all_finite = !any_sign((Bits)(check != check));
  return sum;
}

// FloatLoops.sumOfSquares
INLINE double squares_loop(const float *values, size_t count) {
  double sum = 0;
  for (size_t index = 0; index < count;) {
    size_t end = index + 256 < count ? index + 256 : count;
    Lanes squares = {};
    for (; index < end; index += 16) {
      Lanes x = load(values + index);
      squares = fused(x, x, squares);
    }
    sum += double_sum(squares);
  }
  return sum;
}

// FloatLoops.crossEntropy
INLINE double cross_entropy_loop(
    const float *logits, const float *targets, const float *complements, float *gradient,
    size_t count) {
  double sum = 0;
  for (size_t index = 0; index < count;) {
    size_t end = index + 256 < count ? index + 256 : count;
    Lanes values = {};
    for (; index < end; index += 16) {
      Lanes x = load(logits + index), z = load(targets + index);
      Bits is_negative = sign_mask(x);
      Lanes e = exponential((Lanes)((Bits)x | 0x80000000u));
      Lanes larger = 1.0f / (1.0f + e);
      Lanes p = choose(larger, e * larger, is_negative);
      Lanes above = (Lanes)((Bits)x & ~is_negative);
      values += log_one_plus(e) + fused(above, load(complements + index), (above - x) * z);
      store(load(gradient + index) + (p - z), gradient + index);
    }
    sum += double_sum(values);
  }
  return sum;
}

#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"), min_vector_width(512)))

AVX2 static bool sigmoid_avx2(const void *from, float *to, size_t count) {
  return sigmoid_loop(from, to, count);
}

AVX512 static bool sigmoid_avx512(const void *from, float *to, size_t count) {
  return sigmoid_loop(from, to, count);
}

AVX2 static bool reaches_avx2(const void *from, size_t count, float bound) {
  return reaches_loop(from, count, bound);
}

AVX512 static bool reaches_avx512(const void *from, size_t count, float bound) {
  return reaches_loop(from, count, bound);
}

AVX2 static double squares_avx2(const float *values, size_t count) {
  return squares_loop(values, count);
}

AVX512 static double squares_avx512(const float *values, size_t count) {
  return squares_loop(values, count);
}

AVX2 static void exponential_avx2(float *values, size_t count) {
  exponential_loop(values, count);
}

AVX512 static void exponential_avx512(float *values, size_t count) {
  exponential_loop(values, count);
}

#define BOXES(name, features)                                                                 \
  features static void name(                                                                  \
      const struct DLBoxes *boxes, const char *raw, size_t raw_step, float *values,           \
      size_t step, size_t count) {                                                            \
    if (boxes->is_planar) {                                                                   \
      boxes_of_planes(boxes, raw, raw_step, values, step, count);                             \
    } else {                                                                                  \
      boxes_of_cells(boxes, raw, raw_step, values, step, count);                               \
    }                                                                                         \
  }

BOXES(boxes_avx2, AVX2)
BOXES(boxes_avx512, AVX512)

// A loop for each formula, with and without derivatives.
#define BACKGROUND_CASE(kind)                                                                 \
  case kind:                                                                                  \
    return keeps ? background_loop(kind, number, logits, count, factor, true)                 \
                 : background_loop(kind, number, logits, count, factor, false);

#define BACKGROUND(name, features)                                                            \
  features static double name(                                                                \
      int kind, float number, float *logits, size_t count, float factor, bool keeps) {        \
    switch (kind) {                                                                           \
      BACKGROUND_CASE(DLBackgroundSquared)                                                    \
      BACKGROUND_CASE(DLBackgroundPower)                                                      \
      BACKGROUND_CASE(DLBackgroundClipped)                                                    \
    default:                                                                                  \
      return keeps ? background_loop(DLBackgroundPlain, 0, logits, count, factor, true)       \
                   : background_loop(DLBackgroundPlain, 0, logits, count, factor, false);     \
    }                                                                                         \
  }

BACKGROUND(background_avx2, AVX2)
BACKGROUND(background_avx512, AVX512)

#define RUNS_CASE(kind)                                                                       \
  case kind:                                                                                  \
    return !keeps ? background_runs_loop(                                                     \
                        kind, number, from, runs, masks, factor, false, NULL, NULL, finite)   \
           : to   ? background_runs_loop(                                                     \
                        kind, number, from, runs, masks, factor, true, to, to_runs, finite)   \
                  : background_runs_loop(                                                     \
                        kind, number, from, runs, masks, factor, true, NULL, NULL, finite);

#define BACKGROUND_RUNS(name, features)                                                       \
  features static double name(                                                                \
      int kind, float number, const char *from, const struct DLRuns *runs, float *masks,      \
      float factor, bool keeps, float *to, const struct DLRuns *to_runs, bool *finite) {      \
    switch (kind) {                                                                           \
      RUNS_CASE(DLBackgroundPlain)                                                            \
      RUNS_CASE(DLBackgroundSquared)                                                          \
      RUNS_CASE(DLBackgroundPower)                                                            \
      RUNS_CASE(DLBackgroundClipped)                                                          \
    }                                                                                         \
    abort();                                                                                  \
  }

BACKGROUND_RUNS(background_runs_avx2, AVX2)
BACKGROUND_RUNS(background_runs_avx512, AVX512)

AVX2 static double cross_entropy_avx2(
    const float *logits, const float *targets, const float *complements, float *gradient,
    size_t count) {
  return cross_entropy_loop(logits, targets, complements, gradient, count);
}

AVX512 static double cross_entropy_avx512(
    const float *logits, const float *targets, const float *complements, float *gradient,
    size_t count) {
  return cross_entropy_loop(logits, targets, complements, gradient, count);
}

double dl_cross_entropy(
    int instructions, const float *logits, const float *targets, const float *complements,
    float *gradient, size_t count) {
  return instructions == DLInstructionsAVX512
             ? cross_entropy_avx512(logits, targets, complements, gradient, count)
             : cross_entropy_avx2(logits, targets, complements, gradient, count);
}

int dl_best_instructions(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("fma") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    return DLInstructionsAVX512;
  }
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? DLInstructionsAVX2
                                                                         : DLInstructionsPortable;
}

bool dl_sigmoid(int instructions, const void *from, float *to, size_t count) {
  return instructions == DLInstructionsAVX512 ? sigmoid_avx512(from, to, count)
                                              : sigmoid_avx2(from, to, count);
}

bool dl_reaches(int instructions, const void *from, size_t count, float bound) {
  return instructions == DLInstructionsAVX512 ? reaches_avx512(from, count, bound)
                                              : reaches_avx2(from, count, bound);
}

double dl_sum_of_squares(int instructions, const float *values, size_t count) {
  return instructions == DLInstructionsAVX512 ? squares_avx512(values, count)
                                              : squares_avx2(values, count);
}

void dl_exponential(int instructions, float *values, size_t count) {
  return instructions == DLInstructionsAVX512 ? exponential_avx512(values, count)
                                              : exponential_avx2(values, count);
}

void dl_boxes(
    int instructions, const struct DLBoxes *boxes, const void *raw, size_t raw_step, float *values,
    size_t step, size_t count) {
  (instructions == DLInstructionsAVX512 ? boxes_avx512 : boxes_avx2)(
      boxes, raw, raw_step, values, step, count);
}

double dl_background(
    int instructions, int kind, float number, float *logits, size_t count, float factor,
    bool keeps_derivatives) {
  return (instructions == DLInstructionsAVX512 ? background_avx512 : background_avx2)(
      kind, number, logits, count, factor, keeps_derivatives);
}

double dl_background_runs(
    int instructions, int kind, float number, const void *from, const struct DLRuns *runs,
    float *masks, float factor, bool keeps_derivatives, float *to, const struct DLRuns *to_runs,
    bool *all_finite) {
  return (instructions == DLInstructionsAVX512 ? background_runs_avx512 : background_runs_avx2)(
      kind, number, from, runs, masks, factor, keeps_derivatives, to, to_runs, all_finite);
}

#else

int dl_best_instructions(void) { return DLInstructionsPortable; }

bool dl_sigmoid(int instructions, const void *from, float *to, size_t count) { abort(); }

bool dl_reaches(int instructions, const void *from, size_t count, float bound) { abort(); }

double dl_cross_entropy(
    int instructions, const float *logits, const float *targets, const float *complements,
    float *gradient, size_t count) {
  abort();
}

double dl_sum_of_squares(int instructions, const float *values, size_t count) { abort(); }

void dl_exponential(int instructions, float *values, size_t count) { abort(); }

void dl_boxes(
    int instructions, const struct DLBoxes *boxes, const void *raw, size_t raw_step, float *values,
    size_t step, size_t count) {
  abort();
}

double dl_background(
    int instructions, int kind, float number, float *logits, size_t count, float factor,
    bool keeps_derivatives) {
  abort();
}

double dl_background_runs(
    int instructions, int kind, float number, const void *from, const struct DLRuns *runs,
    float *masks, float factor, bool keeps_derivatives, float *to, const struct DLRuns *to_runs,
    bool *all_finite) {
  abort();
}

#endif
