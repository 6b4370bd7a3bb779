#include "CDetectionNumerics.h"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
void __tsan_acquire(void *address);
void __tsan_release(void *address);
#define DL_TELL(what, lock) what((void *)(lock))
#endif
#endif

#ifndef DL_TELL
#define DL_TELL(what, lock) (void)(lock)
#endif

void dl_lock_taken(const void *lock) { DL_TELL(__tsan_acquire, lock); }

void dl_lock_given_back(const void *lock) { DL_TELL(__tsan_release, lock); }
