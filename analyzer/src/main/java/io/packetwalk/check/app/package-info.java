/** Does a process in the pod take the connection? */
@NullMarked
package io.packetwalk.check.app;

import org.jspecify.annotations.NullMarked;
