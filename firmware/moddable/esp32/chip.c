/* Restarting, sleeping, what outlasts both, and chance: thin calls into ESP-IDF. */

#include "xsmc.h"
#include "xsHost.h"

#include <string.h>

#include "esp_attr.h"
#include "esp_random.h"
#include "esp_sleep.h"
#include "esp_system.h"
#include "esp_wifi.h"

/* What the port promises; the RTC memory of every chip has 8 KiB. */
#define RETAINED_BYTES 1024

/* Says that the bytes behind it were written by this program: after power-on they are chance. */
#define RETAINED_MAGIC 0x70757873

typedef struct {
	uint32_t magic;
	uint8_t bytes[RETAINED_BYTES];
} RetainedRecord;

static RTC_NOINIT_ATTR RetainedRecord gRetained;

/* () -> ESP-IDF's number of the reset reason */
void xs_chip_reset_reason(xsMachine *the)
{
	xsmcSetInteger(xsResult, esp_reset_reason());
}

void xs_chip_restart(xsMachine *the)
{
	(void)the;
	esp_restart();
}

/* (milliseconds): does not return */
void xs_chip_deep_sleep(xsMachine *the)
{
	uint64_t durationUs = (uint64_t)xsmcToNumber(xsArg(0)) * 1000;

	/* The radio must be off before; where Wi-Fi was never started this does nothing. */
	esp_wifi_stop();
	esp_sleep_enable_timer_wakeup(durationUs);
	esp_deep_sleep_start();
}

/* () -> a host buffer of memory that is kept while the chip has power */
void xs_chip_retained(xsMachine *the)
{
	if ((ESP_RST_POWERON == esp_reset_reason()) || (RETAINED_MAGIC != gRetained.magic)) {
		memset(gRetained.bytes, 0, sizeof(gRetained.bytes));
		gRetained.magic = RETAINED_MAGIC;
	}
	xsmcSetHostBuffer(xsResult, gRetained.bytes, sizeof(gRetained.bytes));
}

/* (bytes): true random numbers while the radio runs, as ESP-IDF says */
void xs_chip_random(xsMachine *the)
{
	void *bytes;
	xsUnsignedValue size;

	xsmcGetBufferWritable(xsArg(0), &bytes, &size);
	esp_fill_random(bytes, size);
}
