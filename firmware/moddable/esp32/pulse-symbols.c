#include "pulse-symbols.h"

static size_t append(int16_t *widths, size_t count, size_t capacity, uint32_t duration, int level)
{
	if (count > 0) {
		int16_t last = widths[count - 1];
		if ((last > 0) == level) {
			uint32_t sum = duration + (uint32_t)(last > 0 ? last : -last);
			if (sum > INT16_MAX)
				sum = INT16_MAX;
			widths[count - 1] = (int16_t)(level ? (int32_t)sum : -(int32_t)sum);
			return count;
		}
	}
	if (count == capacity)
		return count;
	widths[count] = (int16_t)(level ? (int32_t)duration : -(int32_t)duration);
	return count + 1;
}

size_t pulseUnpack(const uint32_t *symbols, size_t count, int16_t *widths, size_t capacity)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t symbol = symbols[i];
		for (int half = 0; half < 2; half++, symbol >>= 16) {
			uint32_t duration = symbol & 0x7fff;
			if (0 == duration)
				return used;
			used = append(widths, used, capacity, duration, (symbol >> 15) & 1);
		}
	}
	return used;
}
