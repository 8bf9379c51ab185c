#include "pulse-symbols.h"

static int16_t widthOf(uint32_t duration, int level)
{
	if (duration > INT16_MAX)
		duration = INT16_MAX;
	return (int16_t)(level ? (int32_t)duration : -(int32_t)duration);
}

size_t pulseUnpack(const uint32_t *symbols, size_t count, int16_t *widths, size_t capacity)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t symbol = symbols[i];
		for (int half = 0; half < 2; half++, symbol >>= 16) {
			uint32_t duration = symbol & 0x7fff;
			int level = (symbol >> 15) & 1;

			if (0 == duration)
				return used;
			if ((used > 0) && ((widths[used - 1] > 0) == level)) {
				int16_t last = widths[used - 1];
				widths[used - 1] = widthOf(duration + (uint32_t)(last > 0 ? last : -last), level);
			}
			else if (used == capacity)
				return used;
			else
				widths[used++] = widthOf(duration, level);
		}
	}
	return used;
}
