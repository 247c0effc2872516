package io.packetwalk.fact.capture;

/**
 * What one capture point saw of one SCTP association (RFC 9260).
 *
 * @param inits INIT chunks from the client, repetitions included
 * @param answered whether the server's INIT ACK was seen
 * @param established whether a COOKIE ACK or data was seen
 * @param abortedBy who sent the first ABORT
 */
public record SctpFact(int inits, boolean answered, boolean established, TcpFact.Side abortedBy) {}
