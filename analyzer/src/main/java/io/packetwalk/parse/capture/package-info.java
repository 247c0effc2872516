/** pcap and pcapng to conversations. May import {@code capture}, {@code fact}, {@code net} and {@code evidence}. */
@NullMarked
package io.packetwalk.parse.capture;

import org.jspecify.annotations.NullMarked;
