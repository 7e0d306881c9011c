// The first process of a node and of a pod: it holds their namespaces, buries the orphans that the
// kernel hands to it, and does nothing else.
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGCHLD)
	bury()
	for next := range signals {
		if next != syscall.SIGCHLD {
			return
		}
		bury()
	}
}

// Signals of one kind merge while they wait: one SIGCHLD may stand for several dead children.
func bury() {
	for {
		pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
		if pid <= 0 && err != syscall.EINTR {
			return
		}
	}
}
