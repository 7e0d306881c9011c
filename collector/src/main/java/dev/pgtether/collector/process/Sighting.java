package dev.pgtether.collector.process;

/** A process was seen to have a descriptor on a socket. */
record Sighting(LiveProcess process, int descriptor) {}
