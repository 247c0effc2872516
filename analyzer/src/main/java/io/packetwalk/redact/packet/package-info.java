/** Where in a captured frame does something stand that is somebody's? Replaces it in place and keeps lengths and checksums. */
@NullMarked
package io.packetwalk.redact.packet;

import org.jspecify.annotations.NullMarked;
