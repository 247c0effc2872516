/**
 * How does the answer look in a terminal or a ticket? Pure functions from the contract's records to text; colour never carries meaning alone.
 *
 * <p>May import {@code report}.
 */
@NullMarked
package io.packetwalk.report.text;

import org.jspecify.annotations.NullMarked;
