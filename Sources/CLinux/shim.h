#pragma once
// First: <linux/if_bridge.h> brings <linux/in6.h>, which defines in6_addr a second time unless glibc's header is known.
#include <netinet/in.h>

#include <linux/fib_rules.h>
#include <linux/filter.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>

// Swift imports integer macros and enumerators by itself. What stands here it cannot import, or not from a header that
// may be included beside glibc's.

// <linux/if.h> cannot be included beside <net/if.h>, which Swift's Glibc module brings and which stops at 1 << 15.
static const uint32_t clinux_iff_lower_up = 1u << 16;

// Casts in the macros (`~` of a cast, a cast of all ones) keep Swift from importing them.
static const uint16_t clinux_nla_type_mask = (uint16_t)NLA_TYPE_MASK;
static const uint32_t clinux_infinity_life_time = 0xFFFFFFFFu;

// <sched.h> declares unshare(2) and setns(2) under _GNU_SOURCE only, which Swift's Glibc module is not built with.
extern int unshare(int flags);
extern int setns(int descriptor, int type);
static const int clinux_clone_newnet = 0x40000000;  // CLONE_NEWNET, linux/sched.h

// Filters of packet sockets: the options' names are macros of expressions Swift may not import everywhere.
static const int clinux_so_attach_filter = 26;  // SO_ATTACH_FILTER, asm-generic/socket.h
static const int clinux_seek_data = 3;            // SEEK_DATA, linux/fs.h
static const int clinux_sol_packet = 263;       // SOL_PACKET, bits/socket.h

/* GNU extensions, which Swift's Glibc module leaves out because it is built without _GNU_SOURCE. */
int syncfs(int descriptor);
int renameat2(int old_directory, const char *old_path, int new_directory, const char *new_path, unsigned int flags);
static const unsigned int clinux_rename_exchange = 2; /* RENAME_EXCHANGE, linux/fs.h */
static const short clinux_posix_spawn_setsid = 0x80; /* POSIX_SPAWN_SETSID, <spawn.h>, glibc 2.26 */

/* pidfd_open(2), Linux 5.3: glibc has a function for it since 2.36 only. */
long syscall(long number, ...);
static inline int clinux_pidfd_open(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }
