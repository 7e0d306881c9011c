"""Holds TCP connections in many processes, until its standard input ends.

load.py accept PROCESSES ADDRESS PORT CONNECTIONS [ADDRESS PORT CONNECTIONS]...
    Accepts so many connections at each address and port, spread over that many processes each.
load.py connect GROUPS PROCESSES SOCKETS EVERY PORT OTHER ADDRESS...
    GROUPS services of PROCESSES processes each with SOCKETS connections each. Every EVERYth group connects to
    PORT, the rest to OTHER. Each group is a session of its own and, where that is allowed, a cgroup of its own,
    as a container is.
load.py log-in ...
    As connect, and logs in to a PostgreSQL that trusts everybody.

Says "ready" when everything stands.
"""

import os
import resource
import select
import signal
import socket
import struct
import sys
import time
import traceback


def raise_limit():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Life:
    """A pipe that the first process holds open: when it ends, however it ends, everybody reads the end and goes."""

    def __init__(self):
        self.reader, self.writer = os.pipe()
        self.done_reader, self.done_writer = os.pipe()
        self.children = []

    def fork(self, work):
        pid = os.fork()
        if pid:
            self.children.append(pid)
            return
        code = 1
        try:
            if self.writer is not None:
                os.close(self.writer)
                os.close(self.done_reader)
            self.writer = None
            self.children = []
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def ready_and_wait(self):
        os.write(self.done_writer, b".")
        self.wait()

    def wait(self):
        os.read(self.reader, 1)
        self.reap()

    def reap(self):
        for pid in self.children:
            os.waitpid(pid, 0)

    def lead(self, processes):
        os.close(self.done_writer)
        try:
            ready = 0
            while ready < processes:
                readable, _, _ = select.select([self.done_reader, 0], [], [])
                if 0 in readable:
                    return  # who started us has ended meanwhile
                more = len(os.read(self.done_reader, 4096))
                if not more:
                    sys.exit("only %d of %d processes got ready" % (ready, processes))
                ready += more
            print("ready", flush=True)
            os.read(0, 1)
        finally:
            os.close(self.writer)
            self.reap()


def accept(processes, *quotas):
    life = Life()
    count = int(processes)
    for address, port, connections in zip(quotas[::3], quotas[1::3], quotas[2::3]):
        listener = socket.create_server((address, int(port)), backlog=4096)
        for i in range(count):
            share = int(connections) // count + (i < int(connections) % count)
            life.fork(lambda: accept_share(life, listener, share))
    life.lead(len(life.children))


def accept_share(life, listener, share):
    os.write(life.done_writer, b".")
    listener.setblocking(False)
    held = []
    while len(held) < share:
        readable, _, _ = select.select([listener, life.reader], [], [])
        if life.reader in readable:
            return
        try:
            held.append(listener.accept()[0])
        except BlockingIOError:
            pass  # another process was quicker
    life.wait()
    del held


def cgroup_root():
    with open("/proc/mounts") as mounts:
        for line in mounts:
            _, path, kind, _ = line.split(" ", 3)
            if kind == "cgroup2":
                return path
    return None


def enter_cgroup(path):
    try:
        os.mkdir(path)
        with open(path + "/cgroup.procs", "w") as procs:
            procs.write("0")
    except OSError:
        pass  # then all groups are relatives of each other, and finding them is slower


def leave_cgroups(paths):
    for path in paths:
        for _ in range(100):
            try:
                os.rmdir(path)
                break
            except FileNotFoundError:
                break
            except OSError:
                time.sleep(0.02)


def connect(talk, groups, processes, sockets, every, port, other, *addresses):
    root = cgroup_root()
    life = Life()
    cgroups = []
    for group in range(int(groups)):
        cgroup = "%s/pgtether-bench-%d-%d" % (root, os.getpid(), group) if root and os.getuid() == 0 else None
        if cgroup:
            cgroups.append(cgroup)
        server = (addresses[group % len(addresses)], int(port if group % int(every) == 0 else other))
        life.fork(lambda: run_group(life, cgroup, int(processes), int(sockets), server, talk))
    try:
        life.lead(int(groups) * int(processes))
    finally:
        leave_cgroups(cgroups)


def run_group(life, cgroup, processes, sockets, server, talk):
    os.setsid()
    if cgroup:
        enter_cgroup(cgroup)
    for _ in range(processes):
        life.fork(lambda: hold(life, sockets, server, talk))
    os.close(life.done_writer)
    life.wait()


def hold(life, sockets, server, talk):
    held = []
    for _ in range(sockets):
        connection = socket.create_connection(server, timeout=60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        talk(connection)
        held.append(connection)
    life.ready_and_wait()


def say_nothing(connection):
    pass


def log_in(connection):
    """StartupMessage, then messages up to ReadyForQuery (PostgreSQL, Message Formats)."""
    body = struct.pack("!i", 196608) + b"user\0postgres\0database\0postgres\0application_name\0%d\0\0" % os.getpid()
    connection.sendall(struct.pack("!i", len(body) + 4) + body)
    stream = connection.makefile("rb")
    kind = b""
    while kind != b"Z":
        kind, length = struct.unpack("!ci", stream.read(5))
        text = stream.read(length - 4)
        if kind == b"E":
            raise RuntimeError(text)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that started us; its end is ours
    raise_limit()
    order, arguments = sys.argv[1], sys.argv[2:]
    if order == "accept":
        accept(*arguments)
    elif order == "connect":
        connect(say_nothing, *arguments)
    else:
        connect(log_in, *arguments)
