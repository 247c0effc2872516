/**
 * Which flows does the reader mean? The one filter language: {@code from:shop/checkout port:80 verdict:failed !dns "free text"}.
 *
 * <p>May import {@code net}, {@code report} and {@code report.text}.
 */
@NullMarked
package io.packetwalk.report.filter;

import org.jspecify.annotations.NullMarked;
