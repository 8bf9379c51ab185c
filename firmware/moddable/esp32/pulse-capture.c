/*
 * A one-wire sensor's line on a receive channel of the RMT peripheral, which
 * times edges in hardware: a Wi-Fi interrupt of 20 us would spoil a bit that is
 * timed in software (a 0 is high for 22 to 30 us, a 1 for 68 to 75 us).
 *
 * The interrupt only notes that a recording is complete; the program comes for
 * it. So there is no message that a full queue could lose, and nothing under
 * way that could arrive after the end.
 */

#include "xsmc.h"
#include "xsHost.h"

#include "builtinCommon.h"
#include "pulse-symbols.h"

#include "driver/gpio.h"
#include "driver/rmt_rx.h"
#include "soc/soc_caps.h"

/* One tick is one microsecond. */
#define RESOLUTION_HZ 1000000
/* Shorter ones are glitches; every chip's filter reaches as far as 3 us. */
#define SHORTEST_PULSE_NS 1000
/*
 * The line is idle when a level lasts longer. It must be more than the 15 ms that
 * some DHT11 take to respond, and fits 15 bits of ticks, which all chips have.
 */
#define LONGEST_PULSE_NS (16 * 1000 * 1000)

#define SYMBOLS_OF_A_BLOCK SOC_RMT_MEM_WORDS_PER_CHANNEL

typedef struct {
	rmt_channel_handle_t channel;
	gpio_num_t pin;
	/* How many symbols have come; set by the interrupt, 0 while none are complete. */
	size_t received;
	uint32_t symbols[PULSE_SYMBOLS];
} CaptureRecord, *Capture;

static bool onReceived(rmt_channel_handle_t channel, const rmt_rx_done_event_data_t *event, void *refcon)
{
	Capture capture = refcon;
	(void)channel;
	/* The symbols are written before their number can be seen, on another core too. */
	__atomic_store_n(&capture->received, event->num_symbols, __ATOMIC_RELEASE);
	return false;
}

/* Stops a reception that is under way, and starts none. */
static void halt(Capture capture)
{
	rmt_disable(capture->channel);
	__atomic_store_n(&capture->received, 0, __ATOMIC_RELEASE);
}

void xs_pulsecapture_destructor(void *data)
{
	Capture capture = data;

	if (!capture)
		return;
	if (capture->channel) {
		rmt_disable(capture->channel);
		rmt_del_channel(capture->channel);
	}
	gpio_reset_pin(capture->pin);
	builtinFreePin(capture->pin);
	c_free(capture);
}

static esp_err_t openLine(Capture capture)
{
	/* Open drain with the pull-up on, beside the 4.7 to 10 kilohm at the sensor. */
	const gpio_config_t line = {
		.pin_bit_mask = 1ULL << capture->pin,
		.mode = GPIO_MODE_INPUT_OUTPUT_OD,
		.pull_up_en = GPIO_PULLUP_ENABLE,
		.pull_down_en = GPIO_PULLDOWN_DISABLE,
		.intr_type = GPIO_INTR_DISABLE,
	};
	const rmt_rx_channel_config_t channel = {
		.gpio_num = capture->pin,
		.clk_src = RMT_CLK_SRC_DEFAULT,
		.resolution_hz = RESOLUTION_HZ,
		.mem_block_symbols = SYMBOLS_OF_A_BLOCK,
	};
	const rmt_rx_event_callbacks_t callbacks = {.on_recv_done = onReceived};
	esp_err_t error;

	gpio_set_level(capture->pin, 1);
	error = gpio_config(&line);
	if (ESP_OK != error)
		return error;
	error = rmt_new_rx_channel(&channel, &capture->channel);
	if (ESP_OK != error)
		return error;
	return rmt_rx_register_event_callbacks(capture->channel, &callbacks, capture);
}

/* (pin) */
void xs_pulsecapture(xsMachine *the)
{
	int pin = xsmcToInteger(xsArg(0));
	Capture capture;

	if ((pin < 0) || (pin >= GPIO_NUM_MAX) || !GPIO_IS_VALID_OUTPUT_GPIO(pin))
		xsRangeError("invalid pin");
	if (!builtinIsPinFree(pin))
		xsUnknownError("in use");

	capture = c_calloc(1, sizeof(CaptureRecord));
	if (!capture)
		xsUnknownError("no memory");
	capture->pin = (gpio_num_t)pin;
	builtinUsePin(pin);
	if (ESP_OK != openLine(capture)) {
		xs_pulsecapture_destructor(capture);
		xsUnknownError("no RMT channel");
	}
	xsmcSetHostData(xsThis, capture);
}

void xs_pulsecapture_close(xsMachine *the)
{
	Capture capture = xsmcGetHostData(xsThis);

	xsmcSetHostData(xsThis, NULL);
	xs_pulsecapture_destructor(capture);
}

/* Pulls the line low, which begins the start pulse. */
void xs_pulsecapture_low(xsMachine *the)
{
	Capture capture = xsmcGetHostData(xsThis);

	halt(capture);
	gpio_set_level(capture->pin, 0);
}

/*
 * Arms the receiver and releases the line, in this order: the sensor may respond
 * 20 us after the release.
 */
void xs_pulsecapture_listen(xsMachine *the)
{
	Capture capture = xsmcGetHostData(xsThis);
	const rmt_receive_config_t limits = {
		.signal_range_min_ns = SHORTEST_PULSE_NS,
		.signal_range_max_ns = LONGEST_PULSE_NS,
	};
	esp_err_t error = rmt_enable(capture->channel);

	if (ESP_OK == error)
		error = rmt_receive(capture->channel, capture->symbols, sizeof(capture->symbols), &limits);
	gpio_set_level(capture->pin, 1);
	if (ESP_OK != error)
		xsUnknownError("the receiver does not start");
}

/* (widths): copies a recording that is complete, and forgets it; returns how many widths, 0 for none. */
void xs_pulsecapture_take(xsMachine *the)
{
	Capture capture = xsmcGetHostData(xsThis);
	size_t received = __atomic_load_n(&capture->received, __ATOMIC_ACQUIRE);
	size_t count = 0;

	if (received) {
		void *widths;
		xsUnsignedValue size;

		xsmcGetBufferWritable(xsArg(0), &widths, &size);
		if (received > PULSE_SYMBOLS)
			received = PULSE_SYMBOLS;
		count = pulseUnpack(capture->symbols, received, widths, size / sizeof(int16_t));
		halt(capture);
	}
	xsmcSetInteger(xsResult, (xsIntegerValue)count);
}
