/**
 * Files of strangers taken apart: PEM, PKCS #12 and JKS, with the traps that each holds
 * for its readers. Knows neither paths nor trust, and takes nothing on the word of the
 * file that could cost more than a bounded amount of work.
 */
@NullMarked
package handfast.bundle.file;

import org.jspecify.annotations.NullMarked;
