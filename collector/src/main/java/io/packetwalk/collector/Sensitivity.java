package io.packetwalk.collector;

/** The most telling thing inside an artifact, mildest first. */
public enum Sensitivity {
    NONE,
    ADDRESSES,
    NAMES,
    CONFIG,
    LOGS,
    PAYLOAD
}
