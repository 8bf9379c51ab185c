/** What ECMA-419 calls the host provider; the firmware takes its pins from `config.board`. */
export default Object.freeze({});
