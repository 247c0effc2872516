/**
 * Which line says it? Full-text search over every line of a bundle: an index of chunks that may hold a hit, and a language whose words
 * are checked line by line. The index is a disposable cache, never evidence; nobody else may use Lucene.
 *
 * <p>May import {@code evidence}, {@code fact} and {@code bundle}.
 */
@NullMarked
package io.packetwalk.index;

import org.jspecify.annotations.NullMarked;
