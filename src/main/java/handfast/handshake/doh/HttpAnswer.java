package handfast.handshake.doh;

/**
 * @param status 0 where it could not be read
 * @param type media type; empty where it is not known
 */
record HttpAnswer(int status, String type, byte[] body) {
}
