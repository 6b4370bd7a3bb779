// What must be done while a process is being ended from outside, where Swift may not run: temporary
// files are removed, and a mapped file that was cut short is named.
//
// Nothing here has an effect before `dt_guard_process`, which only programs call.

#ifndef C_DETECTION_TEXT_H
#define C_DETECTION_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// From now on SIGHUP, SIGINT and SIGTERM remove the temporary files before they end the process, but
/// for those that the caller has it ignore; SIGBUS within a mapped file says so and exits with
/// `cut_code`; a file that grows beyond the limit is an ordinary error of `write`; and a crash removes the
/// temporary files first.
///
/// Call it once, before there is a second thread.
void dt_guard_process(const char *_Nonnull program, int cut_code);

/// Whether `dt_guard_process` was called.
bool dt_is_guarded(void);

/// Between these two, temporary files may appear, disappear and get their names; the process ends
/// before or behind.
void dt_begin_change(void);
void dt_end_change(void);

/// Remembers a temporary file, or a folder with all that is in it; within a change.
///
/// Returns what `dt_forget_temporary` takes; zero if it is not remembered.
size_t dt_remember_temporary(const char *_Nonnull path, bool is_folder);

/// Forgets a temporary file that has its name or is gone; within a change.
void dt_forget_temporary(size_t ticket);

/// Remembers that a file is mapped at `start`, and what to say when it is cut short.
///
/// Returns what `dt_forget_map` takes; zero if it is not remembered.
uintptr_t dt_remember_map(uintptr_t start, size_t count, const char *_Nonnull message);

/// Forgets a map, after which nobody may touch it.
void dt_forget_map(uintptr_t ticket);

#endif
