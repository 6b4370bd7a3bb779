#include "CDetectionNumerics.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)

// The same bits on every processor: a product and a sum stay two roundings.
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

typedef float Lanes __attribute__((vector_size(64)));
typedef uint32_t Bits __attribute__((vector_size(64)));
typedef int32_t Signed __attribute__((vector_size(64)));

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

// FloatLanes.exp(below88:)
INLINE Lanes exponential(Lanes x) {
  const float least = -87.33654f;
  Bits is_tiny = (Bits)(x < least);
  x = choose(x, (Lanes){} + least, is_tiny);
  const float rounding = 12582912.0f;
  Lanes shifted = x * 1.44269504f + rounding;
  Lanes k = shifted - rounding;
  Lanes r = (x - k * 0.693359375f) - k * -2.1219444e-4f;
  Lanes r2 = r * r;
  Lanes low = 0.49999994f + r * 0.16666521f;
  Lanes high = 0.04166839f + r * 0.008368717f + r2 * 0.0013814599f;
  Lanes value = 1.0f + (r + r2 * (low + r2 * high));
  return (Lanes)(((Bits)value + ((Bits)shifted << 23)) & ~is_tiny);
}

// FloatLanes.log(onePlusFraction:)
INLINE Lanes log_one_plus(Lanes e) {
  Lanes e2 = e * e;
  Lanes e4 = e2 * e2;
  Lanes c0 = 1.0f + e * -0.49999902f;
  Lanes c2 = 0.33329964f + e * -0.24954134f;
  Lanes c4 = 0.1967594f + e * -0.15305594f;
  Lanes c6 = 0.10603655f + e * -0.056959525f;
  Lanes c8 = 0.019851455f + e * -0.0032440228f;
  Lanes low = c0 + e2 * c2;
  Lanes high = c4 + e2 * c6;
  return e * (low + e4 * (high + e4 * c8));
}

INLINE bool any_sign(Bits lanes) {
  uint32_t any = 0;
  for (int lane = 0; lane < 16; lane++) any |= lanes[lane];
  return any >> 31;
}

// The greatest negative magnitude so far tells at the end whether one was infinite or NaN: without
// their signs numbers order as their bits do.
INLINE Lanes sigmoid(Lanes x, Bits *greatest) {
  Bits is_negative = sign_mask(x);
  Bits negative = (Bits)x | 0x80000000u;
  *greatest = __builtin_elementwise_max(*greatest, negative);
  Lanes e = exponential((Lanes)negative);
  Lanes larger = 1.0f / (1.0f + e);
  return choose(larger, e * larger, is_negative);
}

INLINE bool sigmoid_loop(const char *from, float *to, size_t count) {
  Bits greatest = {};
  size_t index = 0;
  for (; index + 16 <= count; index += 16) {
    store(sigmoid(load(from + 4 * index), &greatest), to + index);
  }
  if (index < count) {
    float rest[16] = {0};
    memcpy(rest, from + 4 * index, (count - index) * sizeof(float));
    store(sigmoid(load(rest), &greatest), rest);
    memcpy(to + index, rest, (count - index) * sizeof(float));
  }
  return !any_sign((greatest & 0x7fffffffu) + 0x00800000u);
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

// SIMD16.doubleSum
INLINE double double_sum(Lanes x) {
  double quarters[4];
  for (int q = 0; q < 4; q++) {
    quarters[q] = ((double)x[4 * q] + (double)x[4 * q + 1]) +
                  ((double)x[4 * q + 2] + (double)x[4 * q + 3]);
  }
  return (quarters[0] + quarters[1]) + (quarters[2] + quarters[3]);
}

// BackgroundSum with PlainBackground or SquaredBackground
INLINE double background_loop(
    bool squared, float *logits, size_t count, float factor, bool keeps_derivatives) {
  double sum = 0;
  for (size_t index = 0; index < count;) {
    size_t end = index + 256 < count ? index + 256 : count;
    Lanes values = {};
    for (; index < end; index += 16) {
      Lanes x = load(logits + index);
      Bits is_negative = sign_mask(x);
      Lanes e = exponential((Lanes)((Bits)x | 0x80000000u));
      Lanes larger = 1.0f / (1.0f + e);
      Lanes smaller = e * larger;
      Lanes p = choose(larger, smaller, is_negative);
      Lanes softplus = (Lanes)((Bits)x & ~is_negative) + log_one_plus(e);
      Lanes value = softplus, derivative = p;
      if (squared) {
        Lanes q = choose(smaller, larger, is_negative);
        Lanes square = p * p;
        value = square * softplus;
        derivative = square * ((q + q) * softplus + p);
      }
      values += value;
      if (keeps_derivatives) store(derivative * factor, logits + index);
    }
    sum += double_sum(values);
  }
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
      squares += x * x;
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
      values += log_one_plus(e) + (above * load(complements + index) + (above - x) * z);
      store(load(gradient + index) + (p - z), gradient + index);
    }
    sum += double_sum(values);
  }
  return sum;
}

#define AVX2 __attribute__((target("avx2")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"), min_vector_width(512)))

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

#define BACKGROUND(name, features, squared)                                              \
  features static double name(float *logits, size_t count, float factor, bool keeps) {   \
    return keeps ? background_loop(squared, logits, count, factor, true)                 \
                 : background_loop(squared, logits, count, factor, false);               \
  }

BACKGROUND(plain_avx2, AVX2, false)
BACKGROUND(squared_avx2, AVX2, true)
BACKGROUND(plain_avx512, AVX512, false)
BACKGROUND(squared_avx512, AVX512, true)

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
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    return DLInstructionsAVX512;
  }
  return __builtin_cpu_supports("avx2") ? DLInstructionsAVX2 : DLInstructionsPortable;
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

double dl_background(
    int instructions, bool squared, float *logits, size_t count, float factor,
    bool keeps_derivatives) {
  if (instructions == DLInstructionsAVX512) {
    return (squared ? squared_avx512 : plain_avx512)(logits, count, factor, keeps_derivatives);
  }
  return (squared ? squared_avx2 : plain_avx2)(logits, count, factor, keeps_derivatives);
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

double dl_background(
    int instructions, bool squared, float *logits, size_t count, float factor,
    bool keeps_derivatives) {
  abort();
}

#endif
