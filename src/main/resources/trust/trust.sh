#!/bin/sh
# Has this machine trust the root of a Handfast, asks each program by a real request whether
# it does, and takes back exactly what it put. Needs sh, base64 and a SHA-256 tool; each store
# needs its own tool. What it does and its exit codes: ./trust.sh --help
# In "a && b || finish …" finish ends the run, so that nothing follows it.
# shellcheck disable=SC2015
set -u
umask 022
LC_ALL=C
export LC_ALL

DONE=0 UNEXPECTED=1 USAGE=2 NOT_THE_ROOT=3 NOT_WRITTEN=4 REFUSED=5 NOT_ASKED=6 BUSY=8
TAB=$(printf '\t')
PLACES='system java chromium firefox node python curl docker'
# What would have a program trust more or less than it will after the next login.
VARIABLES='NODE_EXTRA_CA_CERTS SSL_CERT_FILE REQUESTS_CA_BUNDLE CURL_CA_BUNDLE'
unset NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE NODE_OPTIONS JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS

usage() {
	cat <<'TEXT'
Usage: trust.sh [ACTION] [OPTION ...]

Without an action: puts the root into every place that is found on this machine and does
not trust it yet, and asks the service from each place, by a request of its own programs.
Nothing is touched until the root's SHA-256 was given from another channel than this kit.

Actions
  --dry-run          say what would be done; touch nothing
  --status           which places open the service, and which refuse it
  --undo             take away exactly what this script put

Options
  --fingerprint HEX  SHA-256 of the root certificate, from another channel; asked for on a
                     terminal where it is not given. With --undo: which of several roots
  --service URL      whom to ask, such as https://ca.shop.test:8443 (default: as the kit says)
  --no-check         ask nobody
  --only PLACE,…     these places alone: system, java, chromium, firefox, node, python,
  --without PLACE,…  curl, docker; or all but these
  --registry H:P     a registry with a certificate from here, for Docker; may be given again
  --home DIR         whose browsers and JDKs (default: those of who calls, through sudo too)
  --json             the result as one line of JSON
  --help

Exit codes
  0  done, or nothing to do            5  a place was written, and refuses the service still
  1  unexpected                        6  the service does not answer under this root
  2  wrong usage, or no fingerprint    8  another run is at it
  3  not the root that was named
  4  a place could not be written,     With 2, 3, 6 and 8 nothing was touched.
     or not be cleaned
TEXT
}

say() { [ "$JSON" ] || printf '%s\n' "$*"; }

# finish CODE SENTENCE: the one way out.
finish() {
	[ "${LOCKED:-}" ] && rm -rf "$BASE/lock" && LOCKED=
	rmdir "$BASE" 2>/dev/null
	[ "${WORK:-}" ] && rm -rf "$WORK"
	if [ "$JSON" ]; then
		printf '{"exit":%s,"result":"%s","root":"%s","service":"%s","places":[%s]}\n' "$1" "$(json "$2")" \
			"$CONFIRMED" "$(json "$SERVICE")" "$TOLD"
	elif [ "$1" = 0 ]; then printf '%s\n' "$2"; else printf 'trust.sh: %s\n' "$2" >&2; fi
	exit "$1"
}

json() { printf '%s' "$1" | tr '"\\\n\t' "'/  "; }

# tell PLACE ITEM STATE [WHY]: one line, or one object.
tell() {
	say "$(printf '  %-9s %-13s %s%s' "$1" "$3" "$2" "${4:+: $4}")"
	TOLD=$TOLD${TOLD:+,}$(printf '{"place":"%s","item":"%s","state":"%s","why":"%s"}' "$1" "$(json "$2")" "$3" "$(json "${4:-}")")
}

has() { command -v "$1" >/dev/null 2>&1; }

# limited SECONDS COMMAND...: not every system has timeout.
limited() {
	limited_to=$1
	shift
	if has timeout; then timeout "$limited_to" "$@"; else "$@"; fi
}

# Programs that keep things in a home are run by its owner.
as_user() {
	if [ "$RUN_AS" ]; then sudo -u "$RUN_AS" env "HOME=$USER_HOME" "$@"; else env "HOME=$USER_HOME" "$@"; fi
}

is_root() { [ "$(id -u)" = 0 ]; }

# --- the root ------------------------------------------------------------------------------

sha256() {
	if has sha256sum; then sha256_line=$(sha256sum); elif has shasum; then sha256_line=$(shasum -a 256); else sha256_line=$(openssl dgst -sha256 -r); fi
	printf '%s' "${sha256_line%% *}"
}

plain_hex() { printf '%s' "$1" | tr -d ': \n' | tr A-F a-f; }

decode() { if [ "$(printf QQ== | base64 -d 2>/dev/null)" = A ]; then base64 -d; else base64 -D; fi; }

# All that the file holds between the marks: a second certificate in it would make another sum.
der() { sed -n '/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p' "$1" | grep -v -e ----- | tr -d '\r\n' | decode 2>/dev/null; }

# Written anew from the very bytes that were summed.
pem() {
	printf '%s\n' '-----BEGIN CERTIFICATE-----'
	base64 <"$1" | tr -d '\n' | fold -w 64
	printf '\n%s\n' '-----END CERTIFICATE-----'
}

confirm() {
	# The copy that was left behind, to undo it, stands beside root.pem.
	for confirm_file in "$KIT/root.crt" "$KIT/root.pem"; do [ ! -f "$confirm_file" ] || break; done
	[ -f "$confirm_file" ] || finish $NOT_THE_ROOT "The kit lacks root.crt: unpack it again. Nothing was touched."
	der "$confirm_file" >"$WORK/root.der"
	[ -s "$WORK/root.der" ] || finish $NOT_THE_ROOT "root.crt is no certificate: unpack the kit again. Nothing was touched."
	ROOT=$(sha256 <"$WORK/root.der")
	pem "$WORK/root.der" >"$WORK/root.pem"
	# A wrong one is not answered with the right one, which would only be copied.
	if [ -z "$FINGERPRINT" ]; then
		[ "$ACTION" = install ] && [ -z "$DRY" ] || return 0
		[ -t 0 ] || finish $USAGE "Give the root's SHA-256 by --fingerprint, from another channel than this kit. Nothing was touched."
		printf '%s\n%s' "Type the root's SHA-256, 64 hex digits, as told by another channel than this kit" \
			"(whoever runs the service reads it from data/root.pem): " >&2
		IFS= read -r FINGERPRINT || FINGERPRINT=
		FINGERPRINT=${FINGERPRINT##*=}
		[ "$FINGERPRINT" ] || finish $USAGE "No fingerprint was typed. Nothing was touched."
	fi
	[ "$(plain_hex "$FINGERPRINT")" = "$ROOT" ] ||
		finish $NOT_THE_ROOT "The kit's root is not the one with that fingerprint. Do not use this kit. Nothing was touched."
	CONFIRMED=$ROOT
}

# --- what is put, written down before it is done, so that it can be taken back -----------------

note() { # note KIND ARGUMENT...
	note_line=$1
	shift
	for note_argument; do note_line=$note_line$TAB$note_argument; done
	noted "$note_line" || printf '%s\n' "$note_line" >>"$STATE/journal"
}

noted() { grep -qxF -e "$1" "$STATE/journal" 2>/dev/null; }

# put_folder DIR: with those above it, by the owner of the home where it lies in one.
put_folder() {
	[ -d "$1" ] && return 0
	put_folder "${1%/*}" || return 1
	note folder "$1"
	case $1 in
	"$USER_HOME"/*) as_user mkdir "$1" 2>/dev/null ;;
	*) mkdir "$1" 2>/dev/null ;;
	esac || because "$1 can't be made$(rights)"
}

# put_file FROM TO: a file of our own.
put_file() {
	if [ "$DRY" ]; then WOULD=$WOULD${WOULD:+, }"write $2"; return 0; fi
	put_sum=$(sha256 <"$1")
	if [ -e "$2" ] && ! cmp -s "$1" "$2" && ! noted "file$TAB$2$TAB$put_sum"; then
		because "$2 is there already, and is not ours"
		return 1
	fi
	cmp -s "$1" "$2" && return 0
	put_folder "${2%/*}" || return 1
	note file "$2" "$put_sum"
	{ cp "$1" "$2.handfast-new" && mv -f "$2.handfast-new" "$2"; } 2>/dev/null || because "$2 can't be written$(rights)"
}

# put_line FILE LINE: at the end of a file of others.
put_line() {
	if [ "$DRY" ]; then WOULD=$WOULD${WOULD:+, }"add $2 to $1"; return 0; fi
	grep -qxF -e "$2" "$1" 2>/dev/null && return 0
	# A last line without its end would be joined.
	if [ -s "$1" ] && [ "$(tail -c 1 "$1")" ]; then
		note ending "$1"
		printf '\n' >>"$1" 2>/dev/null
	fi
	note line "$1" "$2"
	printf '%s\n' "$2" >>"$1" 2>/dev/null || because "$1 can't be written$(rights)"
}

# put_variable NAME VALUE: for logins from now on.
put_variable() {
	is_root || { because "$1=$2 does it: as root for all, or in your own profile"; return 1; }
	[ -f /etc/environment ] && grep -q "^$1=" /etc/environment && ! grep -qxF -e "$1=$2" /etc/environment &&
		{ because "$1 is set in /etc/environment already: add the root to the file that it names"; return 1; }
	printf 'export %s=%s\n' "$1" "$2" >"$WORK/variable"
	if [ "$SYSTEM" = macos ]; then put_line /etc/zshenv "export $1=$2" || return 1; else
		put_file "$WORK/variable" "/etc/profile.d/$NICK-$1.sh" || return 1
	fi
	[ ! -f /etc/environment ] || put_line /etc/environment "$1=$2"
}

# put_bundle NAME: the system's bundle, once it holds the root.
put_bundle() {
	through_system && return 0
	for bundle_file in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do
		if grep -qF -e "$(sed -n 3p "$WORK/root.pem")" "$bundle_file" 2>/dev/null; then
			put_variable "$1" "$bundle_file"
			return
		fi
	done
	because "the system's store does not hold the root"
}

# What the system's store does for a program is known once that has asked.
through_system() {
	[ -z "$NO_CHECK" ] || return 0
	[ "$DRY" ] && is_root && chosen system && WOULD="ask again when the system's store holds it"
}

# database: where Chromium looks. It goes by the first that is there, so that none may be made
# before one that it uses.
database() {
	if [ ! -d "$USER_HOME/.pki/nssdb" ] && [ -d "$USER_HOME/.local/share/pki/nssdb" ]; then
		printf '%s' "$USER_HOME/.local/share/pki/nssdb"
	else
		printf '%s' "$USER_HOME/.pki/nssdb"
	fi
}

# put_database DIR: an NSS database, made where there is none.
put_database() {
	has certutil || { because "certutil is not installed (libnss3-tools, nss-tools)"; return 1; }
	if [ "$DRY" ]; then WOULD=$WOULD${WOULD:+, }"add it to the NSS database $1"; return 0; fi
	if [ ! -f "$1/cert9.db" ]; then
		put_folder "$1" || return 1
		note database "$1"
		as_user certutil -N -d "sql:$1" --empty-password </dev/null >/dev/null 2>&1 || { because "certutil can't make $1"; return 1; }
	fi
	note nss "$1"
	as_user certutil -A -d "sql:$1" -t C,, -n "$NICK" -i "$STATE/root.pem" </dev/null >/dev/null 2>&1 ||
		because "certutil can't write to $1 (a primary password?)"
}

because() { WHY=$1; return 1; }

rights() { is_root || printf ': run as root'; }

keystore_holds() { "$1" -list -keystore "$2" -storepass changeit -alias "$NICK" </dev/null >/dev/null 2>&1; } # KEYTOOL FILE

# --- what is taken back: take_KIND ARGUMENT..., 1 where it can't -------------------------------

take_file() { # a file that somebody has changed since is left
	rm -f "$1.handfast-new"
	[ -e "$1" ] || return 0
	[ "$(sha256 <"$1")" = "$2" ] || { because "$1 was changed since: left as it is"; return 1; }
	rm -f "$1" 2>/dev/null || because "$1 can't be removed$(rights)"
}

take_folder() { rmdir "$1" 2>/dev/null || :; }

take_line() {
	grep -qxF -e "$2" "$1" 2>/dev/null || return 0
	grep -vxF -e "$2" "$1" >"$WORK/line"
	# Into the same file: owner and mode stay.
	cat "$WORK/line" >"$1" 2>/dev/null || because "$1 can't be written$(rights)"
}

take_ending() { # of a last line that had none
	[ ! -s "$1" ] || [ "$(tail -c 1 "$1")" ] && return 0
	take_text=$(cat "$1")
	printf '%s' "$take_text" >"$1" 2>/dev/null || because "$1 can't be written$(rights)"
}

take_keystore() { # FILE KEYTOOL NUMBER: byte for byte, unless others have written there since
	rm -f "$1.handfast-new"
	if [ -f "$STATE/keystore-$3.after" ] && [ "$(cat "$STATE/keystore-$3.after")" = "$(sha256 <"$1")" ]; then
		{ cp -p "$1" "$1.handfast-new" && cat "$STATE/keystore-$3" >"$1.handfast-new" && mv -f "$1.handfast-new" "$1"; } 2>/dev/null ||
			because "$1 can't be written$(rights)"
		return
	fi
	keystore_holds "$2" "$1" || return 0
	"$2" -delete -keystore "$1" -storepass changeit -alias "$NICK" </dev/null >/dev/null 2>&1 || because "$2 can't write $1$(rights)"
}

take_nss() {
	[ -f "$1/cert9.db" ] || return 0
	as_user certutil -D -d "sql:$1" -n "$NICK" </dev/null >/dev/null 2>&1 && return 0
	# Gone already, or not let in?
	! as_user certutil -L -d "sql:$1" -n "$NICK" </dev/null >/dev/null 2>&1 || because "certutil can't write to $1"
}

take_database() { # that we made, if nobody has put anything into it
	[ -f "$1/cert9.db" ] || return 0
	[ "$(as_user certutil -L -d "sql:$1" 2>/dev/null | sed 1,3d | grep -c .)" = 0 ] || return 0
	as_user rm -f "$1/cert9.db" "$1/key4.db" "$1/pkcs11.txt"
}

# A Firefox that has run under the policy keeps a copy in its profile.
take_profiles() {
	for take_profile in /root/.mozilla/firefox/*/ /home/*/.mozilla/firefox/*/ "$USER_HOME"/.mozilla/firefox/*/ \
		/home/*/snap/firefox/common/.mozilla/firefox/*/; do
		[ -f "$take_profile/cert9.db" ] || continue
		has certutil || { because "certutil (libnss3-tools, nss-tools) is not installed: $take_profile may hold the root still"; return 1; }
		as_owner "$take_profile" certutil -L -d "sql:$take_profile" 2>/dev/null </dev/null | sed 's/ *[A-Za-z]*,[A-Za-z]*,[A-Za-z]* *$//' >"$WORK/names"
		while IFS= read -r take_name; do
			as_owner "$take_profile" certutil -L -d "sql:$take_profile" -n "$take_name" -a >"$WORK/held" 2>/dev/null </dev/null || continue
			[ "$(der "$WORK/held" | sha256)" = "$ROOT" ] || continue
			as_owner "$take_profile" certutil -D -d "sql:$take_profile" -n "$take_name" </dev/null >/dev/null 2>&1 ||
				{ because "certutil can't write to $take_profile"; return 1; }
		done <"$WORK/names"
	done
}

# as_owner DIR COMMAND...: root writes into nobody's home.
as_owner() {
	# shellcheck disable=SC2012
	as_owner_id=$(ls -ldn "$1" | { read -r _ _ as_owner_id _; printf '%s' "$as_owner_id"; })
	shift
	if is_root && [ "$as_owner_id" != 0 ] && has sudo; then sudo -u "#$as_owner_id" "$@"; else "$@"; fi
}

# Debian's update-ca-certificates forgets to tell its hooks (Java's store) of one that is gone.
take_debian() { # NAME
	for take_link in /etc/ssl/certs/*.[0-9]; do
		[ "$(readlink "$take_link")" != "$1.pem" ] || rm -f "$take_link"
	done
	rm -f "/etc/ssl/certs/$1.pem"
	update-ca-certificates >/dev/null 2>&1 </dev/null || { because "update-ca-certificates failed"; return 1; }
	for take_hook in /etc/ca-certificates/update.d/*; do
		[ ! -x "$take_hook" ] || printf -- '-/etc/ssl/certs/%s.pem\n' "$1" | "$take_hook" >/dev/null 2>&1 || { because "$take_hook failed"; return 1; }
	done
}

take_redhat() { update-ca-trust extract >/dev/null 2>&1 || because "update-ca-trust failed"; }

take_keychain() {
	security remove-trusted-cert -d "$STATE/root.pem" >/dev/null 2>&1
	security delete-certificate -Z "$(printf '%s' "$ROOT" | tr a-f A-F)" /Library/Keychains/System.keychain >/dev/null 2>&1 || because "the keychain can't be written$(rights)"
}

# --- asking: 0 it opens, 1 it refuses the certificate, 2 it can't be asked --------------------------

ask_curl() { # ask_curl OPTION...
	limited 15 curl -sS -o /dev/null "$@" "$SERVICE/" 2>/dev/null </dev/null
	case $? in 0) return 0 ;; 60) return 1 ;; *) return 2 ;; esac
}

ask_openssl() { # ask_openssl OPTION...
	case $HOST in
	*:* | *[!A-Za-z]*.*[0-9]) set -- "$@" -noservername -verify_ip "${HOST#\[}" ;;
	*) set -- "$@" -servername "$HOST" -verify_hostname "$HOST" ;;
	esac
	limited 15 openssl s_client -connect "$HOST:$PORT" -verify_return_error "$@" </dev/null >"$WORK/answer" 2>&1 && return 0
	if grep -q 'CONNECTED' "$WORK/answer"; then return 1; else return 2; fi
}

ask_keytool() { # ask_keytool JDK: it reads a CRL by HTTPS, so that no CRL there means that it was let in
	limited 20 "$1/bin/keytool" -J-Dsun.net.client.defaultConnectTimeout=9000 -printcrl -file "$SERVICE/" >"$WORK/answer" 2>&1 </dev/null
	case $(cat "$WORK/answer") in
	*CRLException*) return 0 ;;
	*SSLHandshakeException* | *SSLPeerUnverified* | *PKIX*) return 1 ;;
	*) return 2 ;;
	esac
}

ask_node() { # its own errors for certificates are words in capitals
	login limited 20 "$1" -e '
require("https").get(process.argv[1], (answer) => process.exit(0)).on("error", (error) =>
  process.exit(/VERIFY|CERT|SELF_SIGNED|ALTNAME/.test(error.code) ? 1 : 2));' "$SERVICE/" >/dev/null 2>&1 </dev/null
}

ask_python() { # ask_python PYTHON
	login limited 20 "$1" -c '
import ssl, sys, urllib.error, urllib.request
try:
    urllib.request.urlopen(sys.argv[1], timeout=10)
except urllib.error.HTTPError:
    pass
except urllib.error.URLError as error:
    sys.exit(1 if isinstance(error.reason, ssl.SSLError) else 2)
' "$SERVICE/" >/dev/null 2>&1 </dev/null
}

ask_requests() {
	login limited 20 "$1" -c '
import sys, requests
try:
    requests.get(sys.argv[1], timeout=10)
except requests.exceptions.SSLError:
    sys.exit(1)
except Exception:
    sys.exit(2)
' "$SERVICE/" >/dev/null 2>&1 </dev/null
}

ask_chromium() { # ask_chromium PROGRAM: without a window
	ask_home || return 2
	# Its sandbox refuses root; the only page is the service's.
	set -- "$1" --headless --disable-gpu --disable-dev-shm-usage --no-first-run --dump-dom
	is_root && [ -z "$RUN_AS" ] && set -- "$@" --no-sandbox
	in_ask_home timeout 25 "$@" "$SERVICE/" >"$WORK/answer" 2>"$WORK/errors" </dev/null
	as_user rm -rf "$ASK_HOME"
	[ -s "$WORK/answer" ] && return 0
	if grep -q ERR_CERT "$WORK/errors"; then return 1; else return 2; fi
}

# It takes a picture only of a page that it has opened.
ask_firefox() {
	ask_home || return 2
	in_ask_home timeout 15 "$1" --headless --no-remote --profile "$ASK_HOME" --screenshot "$ASK_HOME/page.png" "$SERVICE/" >/dev/null 2>&1 </dev/null
	ask_answer=1
	[ -s "$ASK_HOME/page.png" ] && ask_answer=0
	as_user rm -rf "$ASK_HOME"
	return $ask_answer
}

# A browser leaves things in its home: this one has the NSS database of the real one alone.
ask_home() {
	ASK_HOME=$(as_user mktemp -d) || return 1
	ask_database=$(database)
	ask_below=${ask_database#"$USER_HOME"/}
	as_user mkdir -p "$ASK_HOME/${ask_below%/nssdb}" && as_user ln -s "$ask_database" "$ASK_HOME/$ask_below"
}

in_ask_home() {
	as_user env "HOME=$ASK_HOME" "XDG_CONFIG_HOME=$ASK_HOME/.config" "XDG_CACHE_HOME=$ASK_HOME/.cache" "XDG_DATA_HOME=$ASK_HOME/.local/share" "$@"
}

ask_nss() { # ask_nss DATABASE: NSS itself, as Firefox uses it
	has tstclnt || return 2
	for ask_family in -4 -6; do
		as_user tstclnt -d "sql:$1" -h "${HOST#\[}" -p "$PORT" -Q "$ask_family" </dev/null >"$WORK/answer" 2>&1 && return 0
		grep -q 'SEC_ERROR\|SSL_ERROR' "$WORK/answer" && return 1
	done
	return 2
}

# login COMMAND...: with the variables that the next login will have.
login() {
	(
		for login_name in $VARIABLES; do
			login_value=$(sed -n "s/^export $login_name=//p" "/etc/profile.d/$NICK-$login_name.sh" 2>/dev/null)
			[ "$login_value" ] || login_value=$(sed -n "s/^$login_name=//p" /etc/environment 2>/dev/null | tr -d \"\')
			[ "$login_value" ] && export "$login_name=$login_value"
		done
		"$@"
	)
}

# --- places: PLACE_items prints those found, a line each; PLACE_put ITEM; PLACE_ask ITEM ---------------

# The system's own store, for curl, wget, git, OpenSSL, Go, Python and whatever else reads it.
# Run: Debian 12. Not run: Ubuntu, Alpine (same paths and tool), Red Hat, Fedora, macOS.
system_items() {
	case $SYSTEM in ?*) printf '%s\n' "$SYSTEM" ;; esac
}
system_put() {
	is_root || { because "run as root"; return 1; }
	case $1 in
	debian)
		[ "$DRY" ] || note debian "$NICK"
		put_file "$WORK/root.pem" "/usr/local/share/ca-certificates/$NICK.crt" || return 1
		[ "$DRY" ] || update-ca-certificates >/dev/null 2>&1 </dev/null || because "update-ca-certificates failed"
		;;
	redhat)
		[ "$DRY" ] || note redhat "$NICK"
		put_file "$WORK/root.pem" "/etc/pki/ca-trust/source/anchors/$NICK.pem" || return 1
		[ "$DRY" ] || update-ca-trust extract >/dev/null 2>&1 || because "update-ca-trust failed"
		;;
	macos)
		if [ "$DRY" ]; then WOULD="add it to the system's keychain"; return 0; fi
		note keychain "$ROOT"
		security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain "$STATE/root.pem" >/dev/null 2>&1 ||
			because "security add-trusted-cert failed"
		;;
	esac
}
system_ask() {
	# The wget of busybox takes any certificate.
	if has curl; then ask_curl; elif has openssl; then ask_openssl; else return 2; fi
}

# Each JDK and JRE with a store of its own. Run: Temurin 25 with its own store, Debian's 17 with
# the system's. Not run: on Red Hat, macOS.
java_items() {
	: >"$WORK/stores"
	for java_home in "${JAVA_HOME:-}" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/*jdk* /usr/local/openjdk* "$USER_HOME"/.sdkman/candidates/java/* \
		"$USER_HOME"/.jdks/* "$USER_HOME"/.asdf/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
		[ -x "$java_home/bin/keytool" ] || continue
		java_file=$(java_store "$java_home") || continue
		grep -qxF -e "$java_file" "$WORK/stores" && continue
		printf '%s\n' "$java_file" >>"$WORK/stores"
		printf '%s\n' "$java_home"
	done
}
java_store() {
	for java_file in "$1/lib/security/cacerts" "$1/jre/lib/security/cacerts"; do
		[ -f "$java_file" ] && readlink -f "$java_file" && return 0
	done
	return 1
}
java_put() {
	java_file=$(java_store "$1")
	case $java_file in
	/etc/*)
		through_system && return 0
		because "its store is the system's, which the system's own tool writes (ca-certificates-java)"
		return 1
		;;
	esac
	[ -w "$java_file" ] || { because "$java_file can't be written$(rights)"; return 1; }
	if [ "$DRY" ]; then WOULD="import it into $java_file"; return 0; fi
	keystore_holds "$1/bin/keytool" "$java_file" && return 0
	java_number=$(printf '%s' "$java_file" | sha256 | cut -c 1-12)
	# As it is now: an update of the JDK brings another.
	rm -f "$STATE/keystore-$java_number.after"
	cp "$java_file" "$STATE/keystore-$java_number" 2>/dev/null || { because "no room under $STATE"; return 1; }
	note keystore "$java_file" "$1/bin/keytool" "$java_number"
	# Beside it, with its owner and mode, and then in one step.
	cp -p "$java_file" "$java_file.handfast-new" 2>/dev/null &&
		"$1/bin/keytool" -importcert -noprompt -alias "$NICK" -keystore "$java_file.handfast-new" -storepass changeit -file "$STATE/root.pem" </dev/null >/dev/null 2>&1 ||
		{ rm -f "$java_file.handfast-new"; because "$1/bin/keytool can't write $java_file (is its password changeit?)"; return 1; }
	sha256 <"$java_file.handfast-new" >"$STATE/keystore-$java_number.after"
	mv -f "$java_file.handfast-new" "$java_file" 2>/dev/null || because "$java_file can't be written$(rights)"
}
java_ask() { ask_keytool "$1"; }

# Chromium and its kin: a policy for all users as root, the NSS database of the user otherwise.
# Run: Debian's Chromium 156, both ways. Not run: Chrome, Edge, Brave. macOS: the system's store.
chromium_items() {
	[ "$SYSTEM" = macos ] && return
	for chromium_program in chromium chromium-browser google-chrome microsoft-edge brave-browser; do
		command -v "$chromium_program"
	done
}
chromium_put() {
	case ${1##*/} in
	google-chrome) chromium_policies=/etc/opt/chrome/policies/managed ;;
	microsoft-edge) chromium_policies=/etc/opt/edge/policies/managed ;;
	brave-browser) chromium_policies=/etc/brave/policies/managed ;;
	*) chromium_policies=/etc/chromium/policies/managed ;;
	esac
	# Of two files with the same policy one counts.
	if is_root && ! grep -l CACertificates "$chromium_policies"/*.json 2>/dev/null | grep -qv "$NICK"; then
		printf '{"CACertificates": ["%s"]}\n' "$(base64 <"$WORK/root.der" | tr -d '\n')" >"$WORK/policy"
		put_file "$WORK/policy" "$chromium_policies/$NICK.json"
	else
		put_database "$(database)"
	fi
}
chromium_ask() { ask_chromium "$1"; }

# Firefox: a policy for all users as root, else each profile of the user.
# Run: Debian's Firefox ESR 153, both ways. Not run: snap, flatpak, macOS.
firefox_items() {
	firefox_program=$(command -v firefox || command -v firefox-esr) && is_root && ! foreign_policies && { printf '%s\n' "$firefox_program"; return; }
	for firefox_profile in "$USER_HOME"/.mozilla/firefox/*/ "$USER_HOME"/snap/firefox/common/.mozilla/firefox/*/ \
		"$USER_HOME"/.var/app/org.mozilla.firefox/.mozilla/firefox/*/ "$USER_HOME/Library/Application Support/Firefox/Profiles"/*/; do
		[ ! -f "$firefox_profile/cert9.db" ] || printf '%s\n' "${firefox_profile%/}"
	done
}
foreign_policies() { [ -f "$FIREFOX_POLICIES" ] && ! grep -qF -e "$STATE/root.pem" "$FIREFOX_POLICIES"; }
firefox_put() {
	if [ -d "$1" ]; then put_database "$1"; return; fi
	printf '{"policies": {"Certificates": {"Install": ["%s"]}}}\n' "$STATE/root.pem" >"$WORK/policy"
	[ "$DRY" ] || note profiles "$ROOT"
	put_file "$WORK/policy" "$FIREFOX_POLICIES"
}
firefox_ask() {
	if [ -d "$1" ]; then ask_nss "$1"; return; fi
	# Where it refuses, it only waits: not asked before there is a reason.
	[ -f "$FIREFOX_POLICIES" ] || return 1
	ask_firefox "$1"
}

# Node reads no store but its own; NODE_EXTRA_CA_CERTS is read at each start.
# Run: Node 20. Services want the variable in their unit.
node_items() { command -v node; }
node_put() { put_variable NODE_EXTRA_CA_CERTS "$STATE/root.pem"; }
node_ask() { ask_node "$1"; }

# Python's own ssl reads the system's store where it was built for it; requests brings certifi.
# Run: Debian's Python 3.11, and one with requests and certifi of its own.
python_items() {
	python_program=$(command -v python3) || return
	printf '%s\n' "$python_program"
	"$python_program" -c 'import requests' >/dev/null 2>&1 </dev/null && printf '%s requests\n' "$python_program"
}
python_put() {
	case $1 in
	*' requests') put_bundle REQUESTS_CA_BUNDLE ;;
	*) put_bundle SSL_CERT_FILE ;;
	esac
}
python_ask() {
	case $1 in *' requests') ask_requests "${1% requests}" ;; *) ask_python "$1" ;; esac
}

# Curl that was built for another store than the system's.
curl_items() { command -v curl; }
curl_put() { put_bundle CURL_CA_BUNDLE; }
curl_ask() { login ask_curl; }

# Docker (and Podman) for a registry: read at each pull, no restart. Images: see README.txt.
# The file was put and the registry asked with it; a pull was not run.
docker_items() { for docker_registry in $REGISTRIES; do printf '%s\n' "$docker_registry"; done; }
docker_put() {
	is_root || { because "run as root"; return 1; }
	put_file "$WORK/root.pem" "/etc/docker/certs.d/$1/ca.crt"
}
docker_ask() {
	[ -f "/etc/docker/certs.d/$1/ca.crt" ] || return 1
	has curl || return 2
	limited 15 curl -sS -o /dev/null --cacert "/etc/docker/certs.d/$1/ca.crt" "https://$1/v2/" 2>/dev/null
	case $? in 0) return 0 ;; 60) return 1 ;; *) return 2 ;; esac
}

# --- actions ---------------------------------------------------------------------------------------------

# ask PLACE ITEM
ask() {
	[ "$SERVICE" ] && [ -z "$NO_CHECK" ] || return 2
	"$1_ask" "$2"
}

chosen() {
	case ,$WITHOUT, in *",$1,"*) return 1 ;; esac
	case ,$ONLY, in ,, | *",$1,"*) return 0 ;; *) return 1 ;; esac
}

# A refusal says something only of a service that does stand under this root.
reach() {
	[ -z "$NO_CHECK" ] || return 0
	[ "$SERVICE" ] || finish $USAGE "Say whom to ask by --service https://HOST:PORT, or --no-check. Nothing was touched."
	if has curl; then ask_curl --cacert "$WORK/root.pem"; elif has openssl; then ask_openssl -CAfile "$WORK/root.pem"; else return 0; fi
	case $? in
	0) ;;
	1) finish $NOT_ASKED "The certificate of $SERVICE is not under this root, or not for this name: give --service, or --no-check. Nothing was touched." ;;
	*) finish $NOT_ASKED "$SERVICE does not answer: start it, give --service, or --no-check. Nothing was touched." ;;
	esac
}

act_install() {
	say "Root ${CONFIRMED:-not confirmed yet}${SERVICE:+, asking $SERVICE}"
	reach
	if [ -z "$DRY" ]; then
		acquire
		mkdir -p "$STATE" 2>/dev/null || finish $NOT_WRITTEN "$STATE can't be made. Nothing was touched."
		chmod 755 "$BASE" "$STATE"
		cp "$WORK/root.pem" "$STATE/root.pem.new" && mv -f "$STATE/root.pem.new" "$STATE/root.pem" && { cmp -s "$0" "$STATE/trust.sh" || cp "$0" "$STATE/trust.sh"; } && chmod 755 "$STATE/trust.sh" && printf '%s\n' "$SERVICE" >"$STATE/service" ||
			finish $NOT_WRITTEN "There is no room under $STATE. Nothing was touched."
		: >>"$STATE/journal"
	fi
	each install_item
	if [ -z "$DRY" ] && [ ! -s "$STATE/journal" ]; then rm -rf "$STATE"; fi
	[ "$DRY" ] && finish $DONE "Nothing was touched."
	case $WORST in
	0) finish $DONE "Done${CHANGED:+: taken back by $STATE/trust.sh --undo}." ;;
	"$NOT_WRITTEN") finish $NOT_WRITTEN "Not every place could be written; what was done is taken back by --undo." ;;
	*) finish $REFUSED "A place was written and refuses still; what was done is taken back by --undo." ;;
	esac
}

install_item() { # install_item PLACE ITEM
	ask "$1" "$2"
	case $? in 0) tell "$1" "$2" already; return ;; esac
	WHY='' WOULD=''
	if ! "$1_put" "$2"; then
		tell "$1" "$2" failed "$WHY"
		WORST=$NOT_WRITTEN
		return
	fi
	if [ "$DRY" ]; then tell "$1" "$2" would "$WOULD"; return; fi
	CHANGED=1
	ask "$1" "$2"
	case $? in
	0) tell "$1" "$2" opens ;;
	1) tell "$1" "$2" refuses; [ $WORST != 0 ] || WORST=$REFUSED ;;
	*) tell "$1" "$2" not-asked ;;
	esac
}

# each FUNCTION: with every place and item that was found.
each() {
	for each_place in $PLACES; do
		chosen "$each_place" || continue
		"${each_place}_items" >"$WORK/items-$each_place" 2>/dev/null
		while IFS= read -r each_item <&3; do "$1" "$each_place" "$each_item"; done 3<"$WORK/items-$each_place"
	done
}

act_status() {
	[ "$SERVICE" ] || finish $USAGE "Say whom to ask by --service https://HOST:PORT."
	say "Asking $SERVICE"
	reach
	each status_item
	[ $WORST = 0 ] || finish $REFUSED "Not every place opens $SERVICE."
	finish $DONE "Every place that can be asked opens $SERVICE."
}

status_item() {
	ask "$1" "$2"
	case $? in
	0) tell "$1" "$2" opens ;;
	1) tell "$1" "$2" refuses; WORST=$REFUSED ;;
	*) tell "$1" "$2" not-asked ;;
	esac
}

act_undo() {
	undo_found=
	[ ! -d "$BASE" ] || acquire
	for undo_state in "$BASE"/*/; do
		[ -d "$undo_state" ] || continue
		case $undo_state in */lock/) continue ;; esac
		# Cut off before anything was put.
		[ -f "$undo_state/root.pem" ] || { rm -rf "$undo_state"; continue; }
		der "$undo_state/root.pem" >"$WORK/root.der"
		ROOT=$(sha256 <"$WORK/root.der")
		[ -z "$FINGERPRINT" ] || [ "$(plain_hex "$FINGERPRINT")" = "$ROOT" ] || continue
		undo_found=1
		undo "${undo_state%/}"
	done
	[ "$undo_found" ] || finish $DONE "There is nothing to undo."
	[ $WORST = 0 ] || finish $NOT_WRITTEN "Not all could be taken back; what is left is done by --undo again."
	finish $DONE "Done: what was put is taken back."
}

undo() { # undo STATE: the last first
	named "$1"
	cp "$STATE/root.pem" "$WORK/root.pem"
	[ "$SERVICE_GIVEN" ] || service "$(cat "$STATE/service" 2>/dev/null)"
	CONFIRMED=$ROOT
	say "Root $ROOT"
	: >"$WORK/left"
	sed '1!G;h;$!d' "$STATE/journal" >"$WORK/journal" 2>/dev/null
	while IFS=$TAB read -r undo_kind undo_a undo_b undo_c <&4; do
		WHY=
		case $undo_kind in
		file | folder | line | ending | keystore | nss | database | profiles | debian | redhat | keychain)
			"take_$undo_kind" "$undo_a" "$undo_b" "$undo_c" && continue
			tell "$undo_kind" "$undo_a" failed "$WHY"
			WORST=$NOT_WRITTEN
			printf '%s\n' "$undo_kind${undo_a:+$TAB$undo_a}${undo_b:+$TAB$undo_b}${undo_c:+$TAB$undo_c}" >>"$WORK/left"
			;;
		esac
	done 4<"$WORK/journal"
	if [ -s "$WORK/left" ]; then
		sed '1!G;h;$!d' "$WORK/left" >"$STATE/journal"
	else
		rm -rf "$STATE"
	fi
	each undone_item
}

undone_item() {
	ask "$1" "$2"
	case $? in
	0) tell "$1" "$2" opens "something else has it trust the root" ;;
	1) tell "$1" "$2" refuses ;;
	*) tell "$1" "$2" not-asked ;;
	esac
}

# named STATE: what things are called
named() {
	STATE=$1
	NICK=handfast-$(printf '%s' "$ROOT" | cut -c 1-12)
}

acquire() {
	mkdir -p "$BASE" 2>/dev/null || finish $NOT_WRITTEN "$BASE can't be made. Nothing was touched."
	if ! mkdir "$BASE/lock" 2>/dev/null; then
		acquire_by=$(cat "$BASE/lock/pid" 2>/dev/null)
		if [ "$acquire_by" ] && kill -0 "$acquire_by" 2>/dev/null; then
			finish $BUSY "Another run is at it (process $acquire_by). Nothing was touched."
		fi
		# Its owner was cut off.
		[ -d "$BASE/lock" ] || finish $NOT_WRITTEN "$BASE can't be written to$(rights). Nothing was touched."
	fi
	LOCKED=1
	printf '%s\n' $$ >"$BASE/lock/pid"
}

# service URL
service() {
	SERVICE=${1%/}
	[ "$SERVICE" ] || return 0
	case $SERVICE in
	https://*[!A-Za-z0-9.:_-]*) case $SERVICE in https://\[*[!]0-9A-Fa-f.:]* | https://[!\[]*) return 1 ;; esac ;;
	https://?*) ;;
	*) return 1 ;;
	esac
	HOST=${SERVICE#https://}
	case $HOST in
	\[*\]) PORT=443 ;;
	*:*) PORT=${HOST##*:} HOST=${HOST%:*} ;;
	*) PORT=443 ;;
	esac
	HOST=${HOST%\]}
	case $PORT in '' | *[!0-9]*) return 1 ;; esac
}

# --- start -------------------------------------------------------------------------------------------------

ACTION=install JSON='' DRY='' FINGERPRINT='' SERVICE='' SERVICE_GIVEN='' NO_CHECK='' ONLY='' WITHOUT='' REGISTRIES='' HOME_GIVEN=''
ROOT='' CONFIRMED='' TOLD='' WORST=0 CHANGED='' WHY='' WOULD='' HOST='' PORT='' WORK='' LOCKED='' BASE=/nonexistent

bad() { printf 'trust.sh: %s\n' "$1" >&2; exit $USAGE; }
argument() { [ "$1" -ge 2 ] || bad "$2 wants a value; see --help"; }
places() {
	for places_one in $(printf '%s' "$1" | tr , ' '); do
		case " $PLACES " in *" $places_one "*) ;; *) bad "there is no place $places_one: write some of $PLACES" ;; esac
	done
}

while [ $# -gt 0 ]; do
	case $1 in
	--help | -h) usage; exit 0 ;;
	--dry-run) DRY=1 ;;
	--status) ACTION=status ;;
	--undo) ACTION=undo ;;
	--json) JSON=1 ;;
	--no-check) NO_CHECK=1 ;;
	# OpenSSL puts words before it.
	--fingerprint) argument $# "$1"; FINGERPRINT=${2##*=}; shift ;;
	--service) argument $# "$1"; service "$2" || bad "--service wants https://HOST:PORT, without a path"; SERVICE_GIVEN=1; shift ;;
	--only) argument $# "$1"; places "$2"; ONLY=$2; shift ;;
	--without) argument $# "$1"; places "$2"; WITHOUT=$2; shift ;;
	--registry) argument $# "$1"
		case $2 in *[!A-Za-z0-9.:-]* | .*) bad "--registry wants HOST:PORT" ;; esac
		REGISTRIES="$REGISTRIES $2"; shift ;;
	--home) argument $# "$1"; HOME_GIVEN=$2; shift ;;
	*) bad "there is no option $1; see --help" ;;
	esac
	shift
done
case $FINGERPRINT in *[!0-9A-Fa-f:\ ]*) bad "--fingerprint wants the SHA-256 of the root, 64 hex digits" ;; esac
case $HOME_GIVEN in '' | /*) ;; *) bad "--home wants a path from the root" ;; esac

RUN_AS='' USER_HOME=${HOME_GIVEN:-${HOME:-/root}}
if is_root; then
	BASE=/var/lib/handfast-trust
	if [ -z "$HOME_GIVEN" ] && [ "${SUDO_USER:-root}" != root ] && has sudo; then
		RUN_AS=$SUDO_USER
		USER_HOME=$(sudo -u "$RUN_AS" -H sh -c 'printf %s "$HOME"')
	fi
else
	BASE=${XDG_STATE_HOME:-$USER_HOME/.local/state}/handfast-trust
fi
SYSTEM=
if [ "$(uname)" = Darwin ]; then SYSTEM=macos; elif has update-ca-certificates; then SYSTEM=debian; elif has update-ca-trust; then SYSTEM=redhat; fi
FIREFOX_POLICIES=/etc/firefox/policies/policies.json

WORK=$(mktemp -d) || bad "no temporary folder can be made: is the disk full? Nothing was touched."
trap 'rm -rf "$WORK"; [ -z "$LOCKED" ] || rm -rf "$BASE/lock"; exit $UNEXPECTED' HUP INT TERM
KIT=$(cd "$(dirname "$0")" && pwd -P) || finish $UNEXPECTED "The folder of this script can't be read."

if [ "$ACTION" = undo ]; then
	[ -z "$ONLY$WITHOUT$DRY" ] || finish $USAGE "--undo takes back all that was put: leave out --only, --without and --dry-run."
	act_undo
fi
confirm
named "$BASE/$(printf '%s' "$ROOT" | cut -c 1-12)"
if [ -z "$SERVICE_GIVEN" ]; then
	service "$(sed -n 's/^service=//p' "$KIT/manifest" 2>/dev/null)" || finish $NOT_THE_ROOT "The kit's manifest names no service that can be asked: give --service. Nothing was touched."
fi
"act_$ACTION"
