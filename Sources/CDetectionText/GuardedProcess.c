#define _XOPEN_SOURCE 700
#define _DARWIN_C_SOURCE

#include "CDetectionText.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// The signals' handlers do no more than is safe in them: they look up a map in a table that only grows,
// write, and end the process. Where there are temporary files, they only wake a thread, which may read
// folders and wait for a change to be over; it begins with the first temporary file.

static atomic_bool is_guarded;
static char program_name[64];
static int code_of_cut;

bool dt_is_guarded(void) { return atomic_load(&is_guarded); }

// MARK: - Mapped files

struct Map {
  _Atomic(uintptr_t) start;
  size_t count;
  char *message;
  struct Map *next_free;
};

enum { MAPS_OF_A_BLOCK = 256 };

struct Block {
  struct Map maps[MAPS_OF_A_BLOCK];
  struct Block *_Atomic next;
};

static struct Block first_block;
static pthread_mutex_t maps_lock = PTHREAD_MUTEX_INITIALIZER;
static struct Map *free_maps;
static struct Block *last_block;
static size_t used_of_last;

static struct Map *new_map(void) {
  if (free_maps) {
    struct Map *map = free_maps;
    free_maps = map->next_free;
    return map;
  }
  if (!last_block) last_block = &first_block;
  if (used_of_last == MAPS_OF_A_BLOCK) {
    struct Block *block = calloc(1, sizeof *block);
    if (!block) return NULL;
    atomic_store(&last_block->next, block);
    last_block = block;
    used_of_last = 0;
  }
  return &last_block->maps[used_of_last++];
}

uintptr_t dt_remember_map(uintptr_t start, size_t count, const char *message) {
  if (!dt_is_guarded()) return 0;
  char *copy = strdup(message);
  if (!copy) return 0;
  pthread_mutex_lock(&maps_lock);
  struct Map *map = new_map();
  if (map) {
    map->count = count;
    map->message = copy;
    // Last: a handler on another thread sees a map that is whole, or none.
    atomic_store(&map->start, start);
  } else {
    free(copy);
  }
  pthread_mutex_unlock(&maps_lock);
  return (uintptr_t)map;
}

void dt_forget_map(uintptr_t ticket) {
  if (!ticket) return;
  struct Map *map = (struct Map *)ticket;
  pthread_mutex_lock(&maps_lock);
  atomic_store(&map->start, 0);
  free(map->message);
  map->message = NULL;
  map->next_free = free_maps;
  free_maps = map;
  pthread_mutex_unlock(&maps_lock);
}

/// The message of the map that has `address`. Whoever touches it keeps the map alive.
static const char *message_at(uintptr_t address) {
  for (struct Block *block = &first_block; block; block = atomic_load(&block->next)) {
    for (size_t index = 0; index < MAPS_OF_A_BLOCK; index++) {
      uintptr_t start = atomic_load(&block->maps[index].start);
      if (start && address >= start && address - start < block->maps[index].count)
        return block->maps[index].message;
    }
  }
  return NULL;
}

// MARK: - Temporary files

struct Temporary {
  char *path;
  bool is_folder;
};

static pthread_mutex_t changes = PTHREAD_MUTEX_INITIALIZER;
static struct Temporary *temporaries;
static size_t temporary_count, temporary_capacity;

/// Where handlers write the number of their signal; negative while there is no thread that reads it.
static atomic_int waker = -1;

/// What the first thread that touched a lost page wants to say.
static _Atomic(const char *) cut_message;

static void write_all(const char *text) {
  size_t count = strlen(text);
  while (count > 0) {
    ssize_t written = write(STDERR_FILENO, text, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text += written;
    count -= (size_t)written;
  }
}

/// Ends the process as one whose mapped file was cut short.
static void end_with_cut(const char *message) {
  write_all(program_name);
  write_all(": ");
  write_all(message);
  write_all("\n");
  _exit(code_of_cut);
}

/// Ends the process with the code that a shell gives one that `number` ended, whoever waits for it.
static void end_by(int number) { _exit(128 + number); }

static void remove_folder(const char *path) {
  DIR *folder = opendir(path);
  if (folder) {
    struct dirent *entry;
    while ((entry = readdir(folder)))
      if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
        unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
  }
  rmdir(path);
}

/// Whether the temporary files of a process that crashes are gone.
static atomic_bool is_clean;

static bool is_crash(int number);

/// Waits for a signal, removes what there is and ends the process, or has a crash go on.
static void *wait_for_end(void *reading_end) {
  int descriptor = (int)(intptr_t)reading_end;
  unsigned char number = 0;
  ssize_t count;
  do count = read(descriptor, &number, 1);
  while (count < 0 && errno == EINTR);
  if (count != 1) return NULL;
  // Never given back: no file appears or gets its name any more.
  pthread_mutex_lock(&changes);
  for (size_t index = 0; index < temporary_count; index++)
    if (temporaries[index].path && !temporaries[index].is_folder) unlink(temporaries[index].path);
  for (size_t index = 0; index < temporary_count; index++)
    if (temporaries[index].path && temporaries[index].is_folder)
      remove_folder(temporaries[index].path);
  const char *message = atomic_load(&cut_message);
  if (number == SIGBUS && message) end_with_cut(message);
  if (is_crash(number)) {
    atomic_store(&is_clean, true);
    for (;;) pause();
  }
  end_by(number);
  return NULL;
}

static void start_waiting(void) {
  int ends[2];
  if (pipe(ends) != 0) return;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  pthread_t thread;
  if (pthread_create(&thread, NULL, wait_for_end, (void *)(intptr_t)ends[0]) != 0) {
    close(ends[0]);
    close(ends[1]);
    return;
  }
  pthread_detach(thread);
  atomic_store(&waker, ends[1]);
}

void dt_begin_change(void) {
  if (dt_is_guarded()) pthread_mutex_lock(&changes);
}

void dt_end_change(void) {
  if (dt_is_guarded()) pthread_mutex_unlock(&changes);
}

size_t dt_remember_temporary(const char *path, bool is_folder) {
  if (!dt_is_guarded()) return 0;
  if (atomic_load(&waker) < 0) start_waiting();
  char *copy = strdup(path);
  if (!copy) return 0;
  size_t index = 0;
  while (index < temporary_count && temporaries[index].path) index++;
  if (index == temporary_capacity) {
    size_t capacity = temporary_capacity ? 2 * temporary_capacity : 8;
    struct Temporary *larger = realloc(temporaries, capacity * sizeof *larger);
    if (!larger) {
      free(copy);
      return 0;
    }
    temporaries = larger;
    temporary_capacity = capacity;
  }
  if (index == temporary_count) temporary_count++;
  temporaries[index] = (struct Temporary){copy, is_folder};
  return index + 1;
}

void dt_forget_temporary(size_t ticket) {
  if (!ticket) return;
  free(temporaries[ticket - 1].path);
  temporaries[ticket - 1].path = NULL;
}

// MARK: - Signals

static void on_end(int number) {
  int code = errno;
  int descriptor = atomic_load(&waker);
  if (descriptor < 0) end_by(number);
  unsigned char byte = (unsigned char)number;
  // A full pipe holds a signal already.
  if (write(descriptor, &byte, 1) < 0 && errno == EBADF) end_by(number);
  errno = code;
}

static struct sigaction earlier_bus;

static void on_bus(int number, siginfo_t *info, void *context) {
  (void)context;
  // One that another process sent has no address.
  const char *message = info->si_code > 0 ? message_at((uintptr_t)info->si_addr) : NULL;
  if (!message) {
    // A fault of the program's own. The instruction is tried again, and is nobody's to catch.
    sigaction(SIGBUS, &earlier_bus, NULL);
    if (info->si_code <= 0) raise(number);
    return;
  }
  const char *none = NULL;
  atomic_compare_exchange_strong(&cut_message, &none, message);
  int descriptor = atomic_load(&waker);
  unsigned char byte = (unsigned char)number;
  if (descriptor < 0 || write(descriptor, &byte, 1) != 1) end_with_cut(message);
  for (;;) pause();
}

// What ends a process by a fault of its own, such as memory that the system refuses.
static const int crashes[] = {SIGABRT, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
enum { CRASHES = sizeof crashes / sizeof *crashes };
static struct sigaction earlier_crashes[CRASHES];

static bool is_crash(int number) {
  for (int index = 0; index < CRASHES; index++)
    if (crashes[index] == number) return true;
  return false;
}

/// Has the temporary files removed, and the process crash as it would have done.
static void on_crash(int number, siginfo_t *info, void *context) {
  (void)context;
  int descriptor = atomic_load(&waker);
  unsigned char byte = (unsigned char)number;
  if (descriptor >= 0 && write(descriptor, &byte, 1) == 1) {
    // Not for ever: who crashed may hold the lock that the other thread waits for.
    struct timespec moment = {0, 1000000};
    for (int wait = 0; wait < 2000 && !atomic_load(&is_clean); wait++) nanosleep(&moment, NULL);
  }
  for (int index = 0; index < CRASHES; index++)
    if (crashes[index] == number) sigaction(number, &earlier_crashes[index], NULL);
  // A fault happens again when its instruction is tried again; what somebody sent does not.
  if (info->si_code <= 0) raise(number);
}

void dt_guard_process(const char *program, int cut_code) {
  snprintf(program_name, sizeof program_name, "%s", program);
  code_of_cut = cut_code;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  // Some callers start a process with signals blocked, by oversight: those of a thread pool do.
  sigset_t ours;
  sigemptyset(&ours);
  sigaddset(&ours, SIGBUS);
  // Those that end a process unless it says otherwise: of a person, a terminal, a scheduler, a limit.
  const int endings[] = {SIGHUP,  SIGINT,  SIGTERM, SIGQUIT,   SIGXCPU,
                         SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM};
  for (size_t index = 0; index < sizeof endings / sizeof *endings; index++) {
    struct sigaction earlier;
    // What nohup, or a shell of a job behind, has the process ignore stays ignored.
    if (sigaction(endings[index], NULL, &earlier) == 0 && earlier.sa_handler == SIG_IGN) continue;
    action.sa_handler = on_end;
    sigaction(endings[index], &action, NULL);
    sigaddset(&ours, endings[index]);
  }
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  action.sa_sigaction = on_crash;
  for (int index = 0; index < CRASHES; index++) {
    sigaction(crashes[index], &action, &earlier_crashes[index]);
    sigaddset(&ours, crashes[index]);
  }
  action.sa_flags = SA_SIGINFO;
  action.sa_sigaction = on_bus;
  sigaction(SIGBUS, &action, &earlier_bus);
  signal(SIGXFSZ, SIG_IGN);
  pthread_sigmask(SIG_UNBLOCK, &ours, NULL);
  atomic_store(&is_guarded, true);
}
