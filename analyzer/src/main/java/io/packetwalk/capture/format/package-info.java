/** Binary layouts, generated at build time from {@code src/main/ksy}. Nobody but {@code capture} may look in here. */
@NullUnmarked
package io.packetwalk.capture.format;

import org.jspecify.annotations.NullUnmarked;
