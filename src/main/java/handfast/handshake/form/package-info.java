/**
 * The forms of a report: text for a terminal, a sequence diagram, a page. They take the
 * report as it is and decide nothing; whatever a stranger sent is escaped here.
 */
@NullMarked
package handfast.handshake.form;

import org.jspecify.annotations.NullMarked;
