/*
 * A disk that remembers what was synced. Preloaded into a process (LD_PRELOAD), it mirrors every file below CUTDISK_ROOT
 * into the same path below CUTDISK_SHADOW, but only at fsync and fdatasync: after a power cut the shadow is what a disk
 * with an empty cache would hold. SIGKILL alone cannot test this, because the page cache of the system survives it.
 *
 * A kernel may have written more than was synced; the drill mixes shadow and file sector by sector for that. Created,
 * renamed and removed names count as durable at once, which is what ext4 and xfs do for a file that is then synced.
 * Memory-mapped writes are not seen; SQLite maps only the index of its WAL, which a restart rebuilds.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FDS 4096
#define MOST_FILES 1024

struct file {
  dev_t device;
  ino_t inode;
  off_t from, to; /* dirty bytes since the last sync; from > to when clean */
  int cut;        /* shortened since the last sync, or not synced whole yet */
  int holders;    /* open descriptors */
};

static struct file files[MOST_FILES];
static int file_count;
static struct { int used; int file; char path[512]; } fds[MOST_FDS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX], shadow[PATH_MAX];
static int trace = -1; /* CUTDISK_TRACE: a file that is told each write, sync and send in its order */

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_pwritev)(int, const struct iovec *, int, off_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_rename)(const char *, const char *);
static int (*real_unlink)(const char *);

__attribute__((constructor)) static void begin(void) {
  real_open = dlsym(RTLD_NEXT, "open64");
  real_openat = dlsym(RTLD_NEXT, "openat64");
  real_close = dlsym(RTLD_NEXT, "close");
  real_write = dlsym(RTLD_NEXT, "write");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_pwritev = dlsym(RTLD_NEXT, "pwritev64");
  real_writev = dlsym(RTLD_NEXT, "writev");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_rename = dlsym(RTLD_NEXT, "rename");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  const char *r = getenv("CUTDISK_ROOT"), *s = getenv("CUTDISK_SHADOW");
  if (r && s) {
    snprintf(root, sizeof root, "%s", r);
    snprintf(shadow, sizeof shadow, "%s", s);
  }
  const char *t = getenv("CUTDISK_TRACE");
  if (t) trace = real_open(t, O_WRONLY | O_CREAT | O_APPEND, 0600);
}

static void fail(const char *why) {
  fprintf(stderr, "cutdisk: %s: %s\n", why, strerror(errno));
  abort();
}

static int below_root(const char *path) {
  size_t n = strlen(root);
  return n > 0 && strncmp(path, root, n) == 0 && path[n] == '/';
}

static void shadow_path(const char *path, char *out, size_t size) {
  snprintf(out, size, "%s%s", shadow, path + strlen(root));
}

static int find_file(int fd) {
  struct stat st;
  if (fstat(fd, &st) != 0) return -1;
  int unused = -1;
  for (int n = 0; n < file_count; n++) {
    if (files[n].holders == 0) unused = n;
    else if (files[n].device == st.st_dev && files[n].inode == st.st_ino) return n;
  }
  if (unused < 0) unused = file_count < MOST_FILES ? file_count++ : -1;
  if (unused < 0) fail("too many files");
  /* What was written before it was opened here is not known: the first sync takes the whole file. */
  files[unused] = (struct file){st.st_dev, st.st_ino, 1, 0, 1, 0};
  return unused;
}

static void opened(int fd, const char *path, int flags) {
  if (fd < 0 || fd >= MOST_FDS) return;
  struct stat st;
  int watch = below_root(path) && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
  if (!watch && !fds[fd].used) return;
  pthread_mutex_lock(&lock);
  /* libuv closes with a bare system call, so a number may come back without a close that was seen. */
  if (fds[fd].used) files[fds[fd].file].holders--;
  fds[fd].used = watch;
  if (!watch) {
    pthread_mutex_unlock(&lock);
    return;
  }
  fds[fd].file = find_file(fd);
  files[fds[fd].file].holders++;
  snprintf(fds[fd].path, sizeof fds[fd].path, "%s", path);
  if (flags & O_TRUNC) {
    files[fds[fd].file].cut = 1;
    files[fds[fd].file].from = 1;
    files[fds[fd].file].to = 0;
  }
  pthread_mutex_unlock(&lock);
}

static void told(const char *what, const char *words, size_t length) {
  if (trace < 0) return;
  char line[8192];
  int n = snprintf(line, sizeof line, "%s ", what);
  for (size_t at = 0; at < length && n < (int)sizeof line - 1; at++) line[n++] = words[at] == '\n' ? ' ' : words[at];
  line[n++] = '\n';
  if (real_write(trace, line, n) != n) fail("trace");
}

static void sent(int fd, const void *bytes, size_t length) {
  struct stat st;
  if (trace >= 0 && fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode)) told("send", bytes, length);
}

static int tracked(int fd) { return fd >= 0 && fd < MOST_FDS && fds[fd].used; }

static void dirty(int fd, off_t from, ssize_t length) {
  if (length <= 0 || !tracked(fd)) return;
  told("write", fds[fd].path, strlen(fds[fd].path));
  pthread_mutex_lock(&lock);
  struct file *file = &files[fds[fd].file];
  off_t to = from + length - 1;
  if (file->from > file->to) {
    file->from = from;
    file->to = to;
  } else {
    if (from < file->from) file->from = from;
    if (to > file->to) file->to = to;
  }
  pthread_mutex_unlock(&lock);
}

static void make_folders(char *path) {
  for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
    *at = 0;
    mkdir(path, 0700);
    *at = '/';
  }
}

static void synced(int fd) {
  if (!tracked(fd)) return;
  told("sync", fds[fd].path, strlen(fds[fd].path));
  pthread_mutex_lock(&lock);
  struct file *file = &files[fds[fd].file];
  char to[PATH_MAX];
  shadow_path(fds[fd].path, to, sizeof to);
  int out = real_open(to, O_RDWR | O_CREAT, 0600);
  if (out < 0) {
    make_folders(to);
    out = real_open(to, O_RDWR | O_CREAT, 0600);
  }
  struct stat st, had;
  int in = real_open(fds[fd].path, O_RDONLY);
  if (out >= 0 && in >= 0 && fstat(in, &st) == 0 && fstat(out, &had) == 0) {
    off_t from = file->from, end = file->to + 1;
    /* A shadow shorter than what was clean before (first sync of a file that was there) is filled from the start. */
    if (file->cut || had.st_size < from) from = 0, end = st.st_size;
    if (end > st.st_size) end = st.st_size;
    char buffer[65536];
    while (from < end) {
      ssize_t n = pread(in, buffer, end - from < (off_t)sizeof buffer ? end - from : (off_t)sizeof buffer, from);
      if (n <= 0 || real_pwrite(out, buffer, n, from) != n) break;
      from += n;
    }
    if (real_ftruncate(out, st.st_size) != 0) fail("ftruncate");
  }
  if (in >= 0) real_close(in);
  if (out >= 0) real_close(out);
  file->from = 1;
  file->to = 0;
  file->cut = 0;
  pthread_mutex_unlock(&lock);
}

#define OPEN_BODY(call)                                                                                                \
  mode_t mode = 0;                                                                                                     \
  if (flags & (O_CREAT | O_TMPFILE)) {                                                                                 \
    va_list words;                                                                                                     \
    va_start(words, flags);                                                                                            \
    mode = va_arg(words, mode_t);                                                                                      \
    va_end(words);                                                                                                     \
  }                                                                                                                    \
  int fd = call;                                                                                                       \
  opened(fd, path, flags);                                                                                             \
  return fd;

int open(const char *path, int flags, ...) { OPEN_BODY(real_open(path, flags, mode)) }
int open64(const char *path, int flags, ...) { OPEN_BODY(real_open(path, flags, mode)) }
int openat(int at, const char *path, int flags, ...) { OPEN_BODY(real_openat(at, path, flags, mode)) }
int openat64(int at, const char *path, int flags, ...) { OPEN_BODY(real_openat(at, path, flags, mode)) }

int close(int fd) {
  if (tracked(fd)) {
    pthread_mutex_lock(&lock);
    fds[fd].used = 0;
    files[fds[fd].file].holders--;
    pthread_mutex_unlock(&lock);
  }
  return real_close(fd);
}

ssize_t write(int fd, const void *bytes, size_t length) {
  off_t at = tracked(fd) ? lseek(fd, 0, SEEK_CUR) : 0;
  sent(fd, bytes, length);
  ssize_t n = real_write(fd, bytes, length);
  dirty(fd, at, n);
  return n;
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  off_t at = tracked(fd) ? lseek(fd, 0, SEEK_CUR) : 0;
  for (int part = 0; part < count; part++) sent(fd, parts[part].iov_base, parts[part].iov_len);
  ssize_t n = real_writev(fd, parts, count);
  dirty(fd, at, n);
  return n;
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
  ssize_t n = real_pwrite(fd, bytes, length, at);
  dirty(fd, at, n);
  return n;
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) { return pwrite(fd, bytes, length, at); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  ssize_t n = real_pwritev(fd, parts, count, at);
  dirty(fd, at, n);
  return n;
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t at) { return pwritev(fd, parts, count, at); }

int ftruncate(int fd, off_t size) {
  int failed = real_ftruncate(fd, size);
  if (failed == 0 && tracked(fd)) {
    pthread_mutex_lock(&lock);
    files[fds[fd].file].cut = 1;
    pthread_mutex_unlock(&lock);
  }
  return failed;
}
int ftruncate64(int fd, off_t size) { return ftruncate(fd, size); }

int fsync(int fd) {
  int failed = tracked(fd) ? 0 : real_fsync(fd);
  if (failed == 0) synced(fd);
  return failed;
}
int fdatasync(int fd) {
  int failed = tracked(fd) ? 0 : real_fdatasync(fd);
  if (failed == 0) synced(fd);
  return failed;
}

int rename(const char *from, const char *to) {
  int failed = real_rename(from, to);
  if (failed == 0 && below_root(from) && below_root(to)) {
    char a[PATH_MAX], b[PATH_MAX];
    shadow_path(from, a, sizeof a);
    shadow_path(to, b, sizeof b);
    real_rename(a, b);
  }
  return failed;
}
int unlink(const char *path) {
  int failed = real_unlink(path);
  if (failed == 0 && below_root(path)) {
    char a[PATH_MAX];
    shadow_path(path, a, sizeof a);
    real_unlink(a);
  }
  return failed;
}
