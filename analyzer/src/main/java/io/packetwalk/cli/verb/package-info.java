/** What each verb does: one class each. May import what {@code cli} may. */
@NullMarked
package io.packetwalk.cli.verb;

import org.jspecify.annotations.NullMarked;
