/*
 * What an RMT receiver has recorded, as pulse widths. Nothing here knows of
 * Espressif's drivers or of XS, so that it is tested on any desk.
 */

#ifndef PULSE_SYMBOLS_H
#define PULSE_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Room for one answer: a frame has the release, 2 pulses of response, 80 of bits
 * and a final one (42 or 43 symbols); the smallest block of RMT memory, 48
 * symbols, is more than that, and the largest has 64.
 */
#define PULSE_SYMBOLS 64
#define PULSE_WIDTHS (2 * PULSE_SYMBOLS)

/*
 * Unpacks symbols of one tick per microsecond: duration in bits 0-14, level in
 * bit 15, then the same in bits 16-31; a duration of 0 ends the recording.
 * Widths are positive for high and negative for low; levels that repeat become
 * one width, and none is longer than 32,767 us. Returns how many there are, at
 * most `capacity`.
 */
size_t pulseUnpack(const uint32_t *symbols, size_t count, int16_t *widths, size_t capacity);

#endif
