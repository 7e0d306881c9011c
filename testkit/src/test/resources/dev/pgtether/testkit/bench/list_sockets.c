/*
 * The floor under every listing of sockets: asks the kernel for the established TCP sockets to one
 * port (sock_diag(7), TCPDIAG_GETSOCK: one walk for both address families), reads the answer to its
 * end, and does nothing with it but count the rows.
 *
 *   list_sockets PORT [NAMESPACE-FILE ...]
 *
 * For each line on standard input it lists once, in its own network namespace or in each of those
 * named (setns(2)), and answers "ROWS NANOSECONDS" on standard output.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ESTABLISHED 1
#define BUFFER (1 << 18)

static char buffer[BUFFER];

static void fail(const char *what) {
  fprintf(stderr, "list_sockets: %s: %s\n", what, strerror(errno));
  exit(1);
}

static long list(int netlink, int port) {
  struct {
    struct nlmsghdr header;
    struct inet_diag_req request;
  } message;
  memset(&message, 0, sizeof message);
  message.header.nlmsg_len = sizeof message;
  message.header.nlmsg_type = TCPDIAG_GETSOCK;
  message.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  message.request.idiag_family = AF_INET;
  message.request.id.idiag_dport = htons(port);
  message.request.idiag_states = 1 << ESTABLISHED;
  if (send(netlink, &message, sizeof message, 0) < 0) fail("send");
  long rows = 0;
  for (;;) {
    ssize_t length = recv(netlink, buffer, sizeof buffer, 0);
    if (length < 0) fail("recv");
    struct nlmsghdr *answer = (struct nlmsghdr *)buffer;
    for (; NLMSG_OK(answer, length); answer = NLMSG_NEXT(answer, length)) {
      if (answer->nlmsg_type == NLMSG_DONE) return rows;
      if (answer->nlmsg_type == NLMSG_ERROR) fail("the kernel refused the dump");
      rows++;
    }
  }
}

static int open_netlink(void) {
  int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (netlink < 0) fail("socket");
  return netlink;
}

static long list_in(const char *namespace, int port) {
  int file = open(namespace, O_RDONLY | O_CLOEXEC);
  if (file < 0 || setns(file, CLONE_NEWNET) < 0) fail(namespace);
  int netlink = open_netlink();
  long rows = list(netlink, port);
  close(netlink);
  close(file);
  return rows;
}

int main(int count, char **arguments) {
  if (count < 2) {
    fprintf(stderr, "usage: list_sockets PORT [NAMESPACE-FILE ...]\n");
    return 2;
  }
  int netlink = count == 2 ? open_netlink() : -1;
  int port = atoi(arguments[1]);
  char line[16];
  while (fgets(line, sizeof line, stdin)) {
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    long rows = 0;
    if (count == 2) rows = list(netlink, port);
    for (int i = 2; i < count; i++) rows += list_in(arguments[i], port);
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%ld %ld\n", rows,
           (end.tv_sec - begin.tv_sec) * 1000000000L + (end.tv_nsec - begin.tv_nsec));
    fflush(stdout);
  }
  return 0;
}
