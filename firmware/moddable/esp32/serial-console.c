/*
 * The board's serial port: UART 0 behind the board's bridge, or the chip's own
 * USB-Serial-JTAG where the board's manifest says so (defines.console.usb). A
 * debug build leaves it to xsbug.
 */

#include "xsmc.h"
#include "xsHost.h"

#include <stdbool.h>

#if MODDEF_CONSOLE_USB
	#include "driver/usb_serial_jtag.h"
#else
	#include "driver/uart.h"
#endif

/* Lines of a log come in bursts; what does not fit is left out, so that nobody waits. */
#define TX_BYTES 2048
/* Above what the hardware holds itself, 128. */
#define RX_BYTES 512
#define BAUD 115200

/* () -> whether the port is there to be used */
void xs_console_open(xsMachine *the)
{
	xsBooleanValue isOpen = false;

#ifndef mxDebug
	#if MODDEF_CONSOLE_USB
		usb_serial_jtag_driver_config_t config = {.tx_buffer_size = TX_BYTES, .rx_buffer_size = RX_BYTES};
		isOpen = usb_serial_jtag_is_driver_installed()
			|| (ESP_OK == usb_serial_jtag_driver_install(&config));
	#else
		/* The pins are those that the boot loader has used. */
		const uart_config_t config = {
			.baud_rate = BAUD,
			.data_bits = UART_DATA_8_BITS,
			.parity = UART_PARITY_DISABLE,
			.stop_bits = UART_STOP_BITS_1,
			.flow_ctrl = UART_HW_FLOWCTRL_DISABLE,
			.source_clk = UART_SCLK_DEFAULT,
		};
		isOpen = uart_is_driver_installed(UART_NUM_0)
			|| ((ESP_OK == uart_driver_install(UART_NUM_0, RX_BYTES, TX_BYTES, 0, NULL, 0))
				&& (ESP_OK == uart_param_config(UART_NUM_0, &config)));
	#endif
#endif
	xsmcSetBoolean(xsResult, isOpen);
}

/* (bytes) -> whether they fit; none of them is written otherwise, or only their beginning over USB */
void xs_console_write(xsMachine *the)
{
	void *bytes;
	xsUnsignedValue size;
	xsBooleanValue fits;

	xsmcGetBufferReadable(xsArg(0), &bytes, &size);
#if MODDEF_CONSOLE_USB
	/* Without a host at the other end nothing is taken, and nothing waits. */
	fits = (int)size == usb_serial_jtag_write_bytes(bytes, size, 0);
#else
	size_t room = 0;
	uart_get_tx_buffer_free_size(UART_NUM_0, &room);
	fits = (room >= size) && ((int)size == uart_write_bytes(UART_NUM_0, bytes, size));
#endif
	xsmcSetBoolean(xsResult, fits);
}

/* (into) -> how many bytes had come */
void xs_console_read(xsMachine *the)
{
	void *bytes;
	xsUnsignedValue size;
	int count;

	xsmcGetBufferWritable(xsArg(0), &bytes, &size);
#if MODDEF_CONSOLE_USB
	count = usb_serial_jtag_read_bytes(bytes, size, 0);
#else
	count = uart_read_bytes(UART_NUM_0, bytes, size, 0);
#endif
	xsmcSetInteger(xsResult, count > 0 ? count : 0);
}
