package io.packetwalk.flow;

/** 64-bit keys of what identifies a conversation; equal things have equal keys, the rest is checked on the things themselves. */
final class Identity {

    private Identity() {}

    /** The finaliser of splitmix64. */
    static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ (mixed >>> 31);
    }
}
