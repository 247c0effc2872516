/**
 * How does the answer look in a browser? Turns the contract's records into the view records of the page's templates.
 *
 * <p>Nothing here writes HTML: the templates do, and they escape. Captured text is neutralised first, because escaping does not stop
 * characters that reorder text.
 *
 * <p>May import {@code report}, {@code report.text} (its sentences) and the template module.
 */
@NullMarked
package io.packetwalk.report.html;

import org.jspecify.annotations.NullMarked;
