package io.packetwalk.model.rules;

/** Which end of a packet a condition looks at. */
public enum End {
    SRC,
    DST
}
