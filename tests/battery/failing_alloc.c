// LD_PRELOAD: the allocation of the number FAIL_AT, counted over all processes that share the file FAIL_COUNT, fails; no other does.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t), *__libc_memalign(size_t, size_t);

static _Atomic long *count;
static long fail_at;

static int fails(void) {
  static _Atomic int state;  // 0 nothing known, 1 being looked up, 2 known
  int none = 0;
  if (atomic_compare_exchange_strong(&state, &none, 1)) {
    const char *at = getenv("FAIL_AT"), *file = getenv("FAIL_COUNT");
    const int descriptor = file ? open(file, O_RDWR | O_CLOEXEC) : -1;
    void *shared = descriptor < 0 ? MAP_FAILED : mmap(NULL, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (descriptor >= 0) close(descriptor);
    if (shared != MAP_FAILED) count = shared;
    fail_at = at ? atol(at) : -1;
    atomic_store(&state, 2);
  }
  if (atomic_load(&state) != 2 || !count || atomic_fetch_add(count, 1) + 1 != fail_at) return 0;
  errno = ENOMEM;
  return 1;
}

void *malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void *calloc(size_t n, size_t size) { return fails() ? NULL : __libc_calloc(n, size); }
void *realloc(void *old, size_t size) { return fails() ? NULL : __libc_realloc(old, size); }
void *aligned_alloc(size_t to, size_t size) { return fails() ? NULL : __libc_memalign(to, size); }
int posix_memalign(void **out, size_t to, size_t size) {
  if (fails()) return ENOMEM;
  *out = __libc_memalign(to, size);
  return *out ? 0 : ENOMEM;
}
