package dev.pgtether.collector.process;

import java.util.Arrays;

/**
 * Inode numbers with the place of each in a list: what a walk over 100,000 descriptors asks at
 * every one.
 */
final class InodeSet {

  private long[] keys;
  private int[] places;
  private int size;

  InodeSet(int expected) {
    int capacity = Integer.highestOneBit(Math.max(8, expected) * 2 - 1) * 2;
    keys = new long[capacity];
    places = new int[capacity];
  }

  /** Adds an inode, which is not 0, or changes its place. */
  void put(long inode, int place) {
    if (size * 2 > keys.length) {
      grow();
    }
    int at = find(inode);
    if (keys[at] == 0) {
      size++;
    }
    keys[at] = inode;
    places[at] = place;
  }

  /** The inode's place; −1 when it is none of these. */
  int place(long inode) {
    int at = find(inode);
    return keys[at] == inode && inode != 0 ? places[at] : -1;
  }

  boolean isEmpty() {
    return size == 0;
  }

  private int find(long inode) {
    int mask = keys.length - 1;
    int at = (int) ((inode * 0x9E37_79B9_7F4A_7C15L) >>> 40) & mask;
    while (keys[at] != 0 && keys[at] != inode) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldPlaces = places;
    keys = new long[oldKeys.length * 2];
    places = Arrays.copyOf(oldPlaces, oldPlaces.length * 2);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        places[at] = oldPlaces[i];
      }
    }
  }
}
