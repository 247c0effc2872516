/** What packets say in the clear: DNS messages, the first bytes of connections. */
@NullMarked
package io.packetwalk.capture.speech;

import org.jspecify.annotations.NullMarked;
