#!/bin/sh
# Installs a certificate, proves it by handshake, and goes back if the proof fails.
# Needs sh, openssl and the core utilities. What it does and its exit codes: ./install.sh --help
# In "a && b || finish …" finish ends the run, so that nothing follows it.
# shellcheck disable=SC2015
set -u
umask 077
LC_ALL=C
export LC_ALL

DONE=0 UNEXPECTED=1 USAGE=2 KIT_BAD=3 BROKEN_BEFORE=4 WENT_BACK=5 STUCK=6 NOT_CONFIGURED=7 BUSY=8 NO_ROOM=9 NOT_NOW=10
NEEDED=5 # answers in a row that must show the certificate
KEPT=3   # versions
COMMAND_LIMIT=${HANDFAST_COMMAND_LIMIT:-120} # seconds for each command of the server

usage() {
	cat <<'TEXT'
Usage: install.sh [ACTION] [OPTION ...]

Without an action: verifies this kit, puts its files aside, switches to them, has the
server read them, and asks it by handshake until five answers in a row show the new
certificate. If they do not, it switches back and proves the old one.

Actions
  --dry-run          say what would be done; touch nothing
  --status           what the server shows beside what is installed
  --rollback         switch to the version before, in the same proven way
  --uninstall        take files, configuration and renewal away again
  --enable-renewal   install, then renew by itself (systemd timer, or cron)
  --disable-renewal  end that
  --renew            one renewal now, as the timer does it (the installed script alone)

What to trust
  --fingerprint HEX  SHA-256 of the root certificate, from another channel: the kit must
                     be signed under that root

Configuration of the server
  --yes              write it without asking
  --no-config        leave it alone
  --config FILE      the file to write instead of this target's
  --level LEVEL      intermediate (default) or modern, as Mozilla names them
  --key FILE         the private key, where the kit holds none
  --pass-file FILE   password of the keystore, where this server wants one

Where and how, instead of this target's
  --dir DIR          where versions are kept (default /etc/handfast/NAME)
  --connect H:P      where to ask by handshake
  --main FILE        the server's main configuration
  --pid-file FILE    the server's process id
  --patience SECONDS how long to wait for the new certificate
  --owner USER[:GROUP], --mode MODE   of files with the private key
  --test CMD, --reload CMD, --restart CMD, --start CMD
  --json             the result as one line of JSON
  --help

Exit codes
  0  done, or nothing to do        5  the proof failed; back to the old, which is proven
  1  unexpected; nothing touched   6  the proof failed, and going back did too: look now
  2  wrong usage                   7  files are placed; the configuration does not name them
  3  the kit is not sound          8  another run is at it
  4  the server's configuration    9  no room, or may not write; nothing touched
     was broken before            10  renewal: not reached, or nothing to renew with
TEXT
}

say() { [ "$JSON" ] || printf '%s\n' "$*"; log "$*"; }
warn() { printf '%s\n' "$*" >&2; log "$*"; }
log() { if [ "${LOG:-}" ] && [ -d "${LOG%/*}" ]; then printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*" >>"$LOG" 2>/dev/null; fi; }

# finish CODE SENTENCE: the one way out.
finish() {
	FINISHED=1
	[ "${REPORTS:-}" ] && REPORTS='' && report "$1" "$2"
	release
	[ "${WORK:-}" ] && rm -rf "$WORK"
	[ "$JSON" ] && printf '{"exit":%s,"result":"%s","target":"%s","certificate":"%s","served":"%s"}\n' "$1" \
		"$(printf '%s' "$2" | tr '"\\\n' "'/ ")" "${TARGET:-}" "${NEW:-}" "${SERVED:-}"
	if [ "$1" = 0 ]; then [ "$JSON" ] || printf '%s\n' "$2"; else [ "$JSON" ] || printf '%s\n' "install.sh: $2" >&2; fi
	log "exit $1: $2"
	[ "$1" = 0 ] && [ -d "${DIR:-/nonexistent}/versions" ] && date -u +%Y-%m-%dT%H:%M:%SZ >"$DIR/last-success" 2>/dev/null
	exit "$1"
}

# --- reading without eval: KEY=value lines ------------------------------------------------

value() { # value FILE KEY
	while IFS= read -r value_line || [ "$value_line" ]; do
		case $value_line in "$2"=*) printf '%s' "${value_line#*=}"; return 0 ;; esac
	done <"$1"
	return 1
}

replace() { # replace TEXT WORD BY
	replace_rest=$1
	while :; do
		case $replace_rest in
		*"$2"*) printf '%s%s' "${replace_rest%%"$2"*}" "$3"; replace_rest=${replace_rest#*"$2"} ;;
		*) printf '%s' "$replace_rest"; return ;;
		esac
	done
}

# --- the kit -------------------------------------------------------------------------------

verify_kit() {
	for verify_file in SHA256SUMS install.sh target.conf manifest cert.pem chain.pem root.pem; do
		[ -f "$KIT/$verify_file" ] || finish $KIT_BAD "The kit lacks $verify_file: unpack it again."
	done
	(cd "$KIT" && sha256sum -c SHA256SUMS >/dev/null 2>&1) ||
		finish $KIT_BAD "A file of the kit is not as it was made (sha256sum -c SHA256SUMS says which): download it again."
	verify_listed
	verify_trust=
	if [ "$FINGERPRINT" ]; then
		[ "$(fingerprint "$KIT/root.pem")" = "$(plain_hex "$FINGERPRINT")" ] ||
			finish $KIT_BAD "The root in this kit is not the one whose fingerprint was given. Do not use this kit."
		verify_trust=$KIT/root.pem
	elif [ -f "$DIR/root.pem" ]; then
		verify_trust=$DIR/root.pem
	else
		for verify_file in /usr/local/share/ca-certificates/*.crt /etc/pki/ca-trust/source/anchors/*; do
			[ -f "$verify_file" ] && [ "$(fingerprint "$verify_file")" = "$(fingerprint "$KIT/root.pem")" ] &&
				verify_trust=$verify_file
		done
	fi
	if [ -z "$verify_trust" ]; then
		say "Checked: the kit is whole. Its signature was not checked, as its root is not on this host; give --fingerprint to check it."
		return
	fi
	[ -f "$KIT/SHA256SUMS.p7s" ] || finish $KIT_BAD "The kit lacks SHA256SUMS.p7s, its signature: download it again."
	openssl cms -verify -purpose sslclient -binary -inform DER -in "$KIT/SHA256SUMS.p7s" -content "$KIT/SHA256SUMS" \
		-CAfile "$verify_trust" -signer "$WORK/signer.pem" -out /dev/null 2>/dev/null ||
		finish $KIT_BAD "The kit is not signed under the root of $verify_trust. Do not use this kit."
	# Any certificate of that root for clients would do for OpenSSL: it must be the one for kits.
	case $(openssl x509 -in "$WORK/signer.pem" -noout -ext subjectAltName 2>/dev/null) in
	*URI:urn:handfast:kit-signer*) say "Checked: the kit is whole, and signed under the root of $verify_trust." ;;
	*) finish $KIT_BAD "The kit is signed by a certificate that is not for signing kits. Do not use this kit." ;;
	esac
}

# Every file counts, not only those that the list names.
verify_listed() {
	for verify_file in "$KIT"/* "$KIT"/.[!.]*; do
		verify_name=${verify_file##*/}
		[ -e "$verify_file" ] || continue
		case $verify_name in SHA256SUMS | SHA256SUMS.p7s) continue ;; esac
		verify_found=
		while IFS= read -r verify_line; do
			case $verify_line in *"  $verify_name") verify_found=1 ;; esac
		done <"$KIT/SHA256SUMS"
		[ "$verify_found" ] || finish $KIT_BAD "$verify_name is not part of the kit: unpack it in a folder of its own."
	done
}

plain_hex() { printf '%s' "$1" | tr -d ': \n' | tr A-F a-f; }

fingerprint() { # fingerprint FILE: SHA-256 of its first certificate
	fingerprint_text=$(openssl x509 -in "$1" -noout -fingerprint -sha256 2>/dev/null) || return 1
	plain_hex "${fingerprint_text#*=}"
}

# check_files DIR: key against certificate, chain, dates and names, without the server.
check_files() {
	openssl x509 -in "$1/cert.pem" -noout -pubkey >"$WORK/cert.pub" 2>/dev/null ||
		finish $KIT_BAD "cert.pem is no certificate that this openssl reads."
	openssl pkey -in "$1/privkey.pem" -pubout >"$WORK/key.pub" 2>/dev/null </dev/null ||
		finish $KIT_BAD "privkey.pem is no private key that this openssl reads."
	[ "$(cat "$WORK/cert.pub")" = "$(cat "$WORK/key.pub")" ] ||
		finish $KIT_BAD "The private key belongs to another certificate. Nothing was touched."
	openssl x509 -in "$1/cert.pem" -noout -checkend 0 >/dev/null 2>&1 ||
		finish $KIT_BAD "The certificate has expired: renew it and download the kit again. Nothing was touched."
	openssl verify -CAfile "$1/root.pem" -untrusted "$1/chain.pem" "$1/cert.pem" >/dev/null 2>&1 ||
		finish $KIT_BAD "The chain of the certificate does not lead to root.pem, or this host's clock is wrong. Nothing was touched."
	[ -z "$NAME" ] || check_name "$1" || finish $KIT_BAD "The certificate does not hold $NAME. Nothing was touched."
}

# OpenSSL says "does match certificate" or "does NOT match".
check_name() {
	if is_address "$NAME"; then
		check_answer=$(openssl x509 -in "$1/cert.pem" -noout -checkip "$NAME" 2>/dev/null)
	else
		check_answer=$(openssl x509 -in "$1/cert.pem" -noout -checkhost "$NAME" 2>/dev/null)
	fi
	case $check_answer in *" does match "*) return 0 ;; *) return 1 ;; esac
}

is_address() {
	case $1 in *:*) return 0 ;; *[!0-9.]*) return 1 ;; *) return 0 ;; esac
}

# --- the server ------------------------------------------------------------------------------

# run_command COMMAND: as this target or the operator wrote it, quiet unless it fails. The
# terminal is not handed on. One that hangs is ended, and counts as failed. It runs in the
# foreground, as a server that is started in the background would ignore interrupts for good.
run_command() {
	[ "$1" ] || return 0
	(
		sleep "$COMMAND_LIMIT" &
		run_sleep=$!
		trap 'kill $run_sleep 2>/dev/null; exit 0' TERM
		wait $run_sleep
		printf 'It did not end within %s seconds.\n' "$COMMAND_LIMIT" >>"$WORK/output"
		kill -9 "$(cat "$WORK/running")"
	) >/dev/null 2>&1 </dev/null &
	run_watch=$!
	(
		# shellcheck disable=SC2016
		sh -c 'printf "%s" $PPID' >"$WORK/running"
		eval "$1"
	) >"$WORK/output" 2>&1 </dev/null
	run_code=$?
	kill $run_watch 2>/dev/null
	wait $run_watch 2>/dev/null
	[ $run_code = 0 ] || log "command ended with $run_code: $1"
	return $run_code
}

told() { head -c 2000 "$WORK/output" 2>/dev/null; }

has_handshake() { [ "$CONNECT" ]; }

# served: what the server shows, whoever it is from; SHA-256 in SERVED, empty for nothing.
served() {
	SERVED=
	has_handshake || return 1
	handshake ''
	SERVED=$(fingerprint "$WORK/answer") || SERVED=
	[ "$SERVED" ]
}

# handshake STRICT: its exit code counts. OpenSSL says "Verify return code: 0" even where no
# certificate came at all.
handshake() {
	set -- "$1" s_client -connect "$CONNECT"
	if [ "$NAME" ] && ! is_address "$NAME"; then set -- "$@" -servername "$NAME"; else set -- "$@" -noservername; fi
	[ "$STARTTLS" ] && set -- "$@" -starttls "$STARTTLS"
	handshake_strict=$1
	shift
	if [ "$handshake_strict" ]; then
		set -- "$@" -CAfile "$handshake_strict" -verify_return_error
		if [ "$NAME" ]; then
			if is_address "$NAME"; then set -- "$@" -verify_ip "$NAME"; else set -- "$@" -verify_hostname "$NAME"; fi
		fi
	fi
	timeout 5 openssl "$@" </dev/null >"$WORK/answer" 2>/dev/null
}

# prove FINGERPRINT ROOT: five answers in a row with exactly this certificate, under the root
# and for the name. Right after a reload old workers may still answer.
prove() {
	has_handshake || return 0
	prove_row=0 prove_away=0 prove_started=
	prove_until=$(($(date +%s) + PATIENCE))
	while :; do
		if handshake "$2" && SERVED=$(fingerprint "$WORK/answer") && [ "$SERVED" = "$1" ]; then
			prove_row=$((prove_row + 1)) prove_away=0
			[ $prove_row -ge $NEEDED ] && return 0
		else
			prove_row=0
			if ! served; then prove_away=$((prove_away + 1)); fi
			# Some servers end themselves on a reload.
			if long_away $prove_away && [ -z "$prove_started" ] && [ "$START" ]; then
				log "the server does not answer: starting it"
				prove_started=1
				run_command "$START"
				prove_until=$(($(date +%s) + PATIENCE))
			fi
			[ "$(date +%s)" -ge "$prove_until" ] && return 1
			sleep 0.2
		fi
	done
}

# long_away TRIES: one that is just being started may take its time.
long_away() { [ "$1" -ge 4 ] && { [ -z "${RESTARTED:-}" ] || [ "$1" -ge 25 ]; }; }

# Some servers open a port, or take a key of another kind, at a restart alone.
reload() {
	reload_by=$RELOAD RESTARTED=
	if [ "$RESTART" ]; then
		case $TARGET_RESTART_FOR in *configuration*) [ "$CONFIG_CHANGED" ] && reload_by=$RESTART ;; esac
		case $TARGET_RESTART_FOR in *key*) [ "$KEY_CHANGED" ] && reload_by=$RESTART ;; esac
	fi
	[ "$reload_by" = "$RESTART" ] && RESTARTED=1
	[ -z "$reload_by" ] || run_command "$reload_by" || { RESTARTED=1; run_command "$START"; }
}

# end_process PID-FILE, for the commands of targets: when it returns, the process is gone.
end_process() {
	end_pid=$(head -n 1 "$1" 2>/dev/null) && [ "$end_pid" ] && kill "$end_pid" 2>/dev/null || return 0
	end_tries=0
	while kill -0 "$end_pid" 2>/dev/null && [ $end_tries -lt 100 ]; do
		end_tries=$((end_tries + 1))
		sleep 0.1
	done
}

# --- lock, versions, switch -----------------------------------------------------------------

acquire() {
	mkdir -p "$DIR" 2>/dev/null || finish $NO_ROOM "$DIR can't be made: run as root, or give --dir. Nothing was touched."
	acquire_tries=0
	until mkdir "$DIR/lock" 2>/dev/null; do
		[ -d "$DIR/lock" ] || finish $NO_ROOM "$DIR can't be written to. Nothing was touched."
		if [ $acquire_tries -ge 3 ] && ! holder_alive; then
			# Its owner was cut off.
			log "taking over a lock that was left behind"
			mv "$DIR/lock" "$DIR/lock.$$" 2>/dev/null && rm -rf "$DIR/lock.$$"
		elif [ $acquire_tries -ge 5 ]; then
			finish $BUSY "Another run is at it (process $(cat "$DIR/lock/pid" 2>/dev/null)). Nothing was touched."
		fi
		acquire_tries=$((acquire_tries + 1))
		sleep 0.1
	done
	LOCKED=1
	printf '%s\n' $$ >"$DIR/lock/pid" 2>/dev/null || finish $NO_ROOM "There is no room under $DIR. Nothing was touched."
}

holder_alive() {
	holder=$(cat "$DIR/lock/pid" 2>/dev/null) && [ "$holder" ] && kill -0 "$holder" 2>/dev/null
}

release() {
	[ "${LOCKED:-}" ] || return 0
	LOCKED=
	rm -rf "$DIR/lock"
	[ -d "$DIR/versions" ] || rmdir "$DIR" 2>/dev/null || :
}

current() { [ -f "$DIR/current-version" ] && cat "$DIR/current-version"; }

no_room() {
	rm -rf "$DIR/versions/$1.tmp"
	rmdir "$DIR/versions" 2>/dev/null
	finish $NO_ROOM "The new version could not be written whole under $DIR (full, or not permitted). Nothing was touched."
}

# store VERSION: everything aside, whole, with owner and modes, before it gets its name.
store() {
	store_to=$DIR/versions/$1.tmp
	rm -rf "$store_to"
	mkdir -p "$store_to" || no_room "$1"
	{
		cp "$SOURCE/cert.pem" "$SOURCE/chain.pem" "$SOURCE/root.pem" "$SOURCE/privkey.pem" "$store_to" &&
			cat "$SOURCE/cert.pem" "$SOURCE/chain.pem" >"$store_to/fullchain.pem"
	} 2>/dev/null || no_room "$1"
	for store_file in $FILES; do
		case $store_file in
		combined.pem) cat "$store_to/fullchain.pem" "$store_to/privkey.pem" >"$store_to/$store_file" ;;
		keyfirst.pem) cat "$store_to/privkey.pem" "$store_to/fullchain.pem" >"$store_to/$store_file" ;;
		keystore.p12) keystore "$store_to" ;;
		*) : ;;
		esac 2>/dev/null || no_room "$1"
	done
	for store_file in "$store_to"/*; do
		case ${store_file##*/} in
		cert.pem | chain.pem | fullchain.pem | root.pem) chmod 0644 "$store_file" ;;
		*) chmod "$MODE" "$store_file" && own "$store_file" ;;
		esac || no_room "$1"
	done
	sync 2>/dev/null
	chmod 0755 "$store_to" "$DIR/versions" "$DIR" && rm -rf "$DIR/versions/$1" && mv "$store_to" "$DIR/versions/$1" ||
		no_room "$1"
}

own() {
	[ "$OWNER" ] && [ "$(id -u)" = 0 ] || return 0
	chown "$OWNER" "$1" 2>/dev/null ||
		finish $KIT_BAD "There is no user or group $OWNER on this host; give --owner. Nothing was touched."
}

# Read by JDK 17 and 25, OpenSSL, GnuTLS and NSS alike; the password comes by a file descriptor.
keystore() {
	password
	printf '%s\n' "$PASSWORD" | openssl pkcs12 -export -inkey "$1/privkey.pem" -in "$1/cert.pem" -certfile "$1/chain.pem" \
		-name "$ALIAS" -keypbe AES-256-CBC -certpbe AES-256-CBC -macalg SHA256 -iter 10000 -out "$1/keystore.p12" \
		-passout stdin
}

password() {
	[ "$PASSWORD" ] && return
	if [ "$PASS_FILE" ]; then
		[ -r "$PASS_FILE" ] || finish $USAGE "The password file $PASS_FILE can't be read."
		IFS= read -r PASSWORD <"$PASS_FILE" || [ "$PASSWORD" ] || finish $USAGE "The password file $PASS_FILE is empty."
	elif PASSWORD=$(password_of_configuration); then
		:
	elif [ -t 0 ]; then
		printf 'Password of the keystore (8 printable characters or more): ' >&2
		stty -echo 2>/dev/null
		IFS= read -r PASSWORD
		stty echo 2>/dev/null
		printf '\n' >&2
	else
		finish $USAGE "This server wants a keystore with a password: give --pass-file FILE."
	fi
	case $PASSWORD in
	*[!A-Za-z0-9._-]*) finish $USAGE "The password may hold letters, digits, dots, hyphens and underscores alone, so that every reader and configuration takes it." ;;
	????????*) : ;;
	*) finish $USAGE "The password is too short: 8 characters or more." ;;
	esac
}

# The configuration is the one place that keeps it: it stands there between the text around it.
password_of_configuration() {
	[ -f "$CONFIG_FILE" ] && [ -f "$DIR/snippet" ] || return 1
	while IFS= read -r password_line; do
		case $password_line in *@PASSWORD@*) ;; *) continue ;; esac
		password_before=${password_line%%@PASSWORD@*}
		password_after=${password_line#*@PASSWORD@}
		while IFS= read -r password_found; do
			case $password_found in
			"$password_before"*"$password_after")
				password_found=${password_found#"$password_before"}
				printf '%s' "${password_found%"$password_after"}"
				return 0
				;;
			esac
		done <"$CONFIG_FILE"
	done <"$DIR/snippet"
	return 1
}

# switch_to VERSION: in one step. Where a watcher looks at the files themselves, each is
# renamed in its folder, the key first.
switch_to() {
	# Some compare times, and an older version may be what they are to read.
	touch "$DIR/versions/$1"/* || return 1
	if [ "$SWITCH" = files ]; then
		mkdir -p "$DIR/current" && chmod 0755 "$DIR/current" || return 1
		for switch_file in privkey.pem $FILES cert.pem chain.pem fullchain.pem root.pem; do
			if [ ! -f "$DIR/versions/$1/$switch_file" ]; then continue; fi
			cp -p "$DIR/versions/$1/$switch_file" "$DIR/current/.$switch_file.new" &&
				mv -f "$DIR/current/.$switch_file.new" "$DIR/current/$switch_file" || return 1
		done
	else
		rm -f "$DIR/current.new"
		ln -s "versions/$1" "$DIR/current.new" || return 1
		mv -T "$DIR/current.new" "$DIR/current" 2>/dev/null || { rm -f "$DIR/current" && mv "$DIR/current.new" "$DIR/current"; } || return 1
	fi
	printf '%s\n' "$1" >"$DIR/current-version.new" && mv -f "$DIR/current-version.new" "$DIR/current-version"
}

prune() {
	prune_count=0
	# Newest first; the names are serial numbers, in hex.
	# shellcheck disable=SC2012,SC2045
	for prune_version in $(ls -t "$DIR/versions"); do
		case $prune_version in "$(current)" | "$(cat "$DIR/previous-version" 2>/dev/null)") continue ;; esac
		prune_count=$((prune_count + 1))
		[ $prune_count -gt $((KEPT - 2)) ] && rm -rf "$DIR/versions/$prune_version"
	done
	return 0
}

# --- configuration ------------------------------------------------------------------------------

# fill: the snippet for this host, on standard output.
fill() {
	fill_line=
	while IFS= read -r fill_line || [ "$fill_line" ]; do
		case $fill_line in
		"@modern@"*) [ "$LEVEL" = modern ] || continue; fill_line=${fill_line#@modern@} ;;
		"@intermediate@"*) [ "$LEVEL" = intermediate ] || continue; fill_line=${fill_line#@intermediate@} ;;
		esac
		for fill_word in CURRENT NAMES NAME GROUPS CIPHERS CONNECT_PORT LISTEN SOCKET ACCEPT LISTEN_ADDRESS ADDRESS_ATTRIBUTE \
			ALIAS PASSWORD; do
			case $fill_line in *"@$fill_word@"*) ;; *) continue ;; esac
			case $fill_word in
			CURRENT) fill_by=$DIR/current ;;
			NAMES) fill_by=$NAMES ;;
			NAME) fill_by=$NAME ;;
			GROUPS) fill_by=$CURVES ;;
			CIPHERS) fill_by=ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305 ;;
			CONNECT_PORT) fill_by=$PORT ;;
			LISTEN) fill_by=${ADDRESS:-*}:$PORT ;;
			SOCKET) fill_by=$ADDRESS:$PORT ;;
			ACCEPT) fill_by=${ADDRESS:+$ADDRESS:}$PORT ;;
			LISTEN_ADDRESS) fill_by=${ADDRESS:+ $ADDRESS} ;;
			ADDRESS_ATTRIBUTE) fill_by=${ADDRESS:+ address=\"$ADDRESS\"} ;;
			ALIAS) fill_by=$ALIAS ;;
			PASSWORD)
				[ "${1:-}" = template ] && continue
				fill_by=$PASSWORD
				;;
			esac
			fill_line=$(replace "$fill_line" "@$fill_word@" "$fill_by")
		done
		printf '%s\n' "$fill_line"
	done <"$SNIPPET"
}

# Post-quantum groups only where this OpenSSL knows them: an older one refuses the whole list.
groups() {
	CURVES=X25519:prime256v1:secp384r1
	groups_version=$(openssl version)
	groups_version=${groups_version#OpenSSL }
	groups_major=${groups_version%%.*}
	groups_minor=${groups_version#*.}
	groups_minor=${groups_minor%%.*}
	case $groups_major$groups_minor in *[!0-9]*) return ;; esac
	if [ "$groups_major" -gt 3 ] || { [ "$groups_major" = 3 ] && [ "$groups_minor" -ge 5 ]; }; then
		CURVES=X25519MLKEM768:$CURVES
	fi
}

# with_block FILE: FILE as it should read, on standard output: our block in its place.
with_block() {
	with_inside='' with_written=
	if [ -f "$1" ]; then
		while IFS= read -r with_line || [ "$with_line" ]; do
			case $with_line in
			*"handfast $ID begin"*) with_inside=1; continue ;;
			*"handfast $ID end"*) with_inside=; continue ;;
			esac
			[ "$with_inside" ] && continue
			if [ "$CONFIG_BEFORE" ] && [ -z "$with_written" ]; then
				case $with_line in *"$CONFIG_BEFORE"*) block; with_written=1 ;; esac
			fi
			printf '%s\n' "$with_line"
		done <"$1"
	fi
	[ "$with_written" ] || [ "$CONFIG_BEFORE" ] || block
}

block() {
	[ "${BLOCK_OUT:-}" ] && return
	printf '%s\n' "$COMMENT handfast $ID begin$COMMENT_END"
	fill
	printf '%s\n' "$COMMENT handfast $ID end$COMMENT_END"
}

# configure: decides what the configuration should be; WANTED_CONFIG is the file to put there.
configure() {
	WANTED_CONFIG=
	[ -f "$SNIPPET" ] && [ "$CONFIG_FILE" ] || return 0
	[ "$CONFIG" = no ] && return 0
	case $(cat "$SNIPPET") in *@PASSWORD@*) password ;; esac
	if [ "$CONFIG_KIND" = block ]; then
		[ -f "$CONFIG_FILE" ] || finish $USAGE "There is no $CONFIG_FILE: give --config FILE, or --no-config."
		with_block "$CONFIG_FILE" >"$WORK/config"
	else
		fill >"$WORK/config"
	fi
	if [ -f "$CONFIG_FILE" ] && [ "$(cat "$CONFIG_FILE")" = "$(cat "$WORK/config")" ]; then return 0; fi
	if [ "$CONFIG" != yes ]; then
		[ "$JSON" ] || show_difference
		if [ -t 0 ] && [ -z "$DRY" ]; then
			printf 'Write this to %s? [y/N] ' "$CONFIG_FILE" >&2
			IFS= read -r configure_answer
			case $configure_answer in y | Y | yes) ;; *) return 0 ;; esac
		else
			say "The configuration is left alone: nobody is here to ask. Say --yes to write it, --no-config to hear no more of it."
			return 0
		fi
	fi
	WANTED_CONFIG=$WORK/config
}

show_difference() {
	[ -f "$CONFIG_FILE" ] || : >"$WORK/nothing"
	show_old=$CONFIG_FILE
	[ -f "$CONFIG_FILE" ] || show_old=$WORK/nothing
	printf 'For %s:\n' "$CONFIG_FILE"
	if [ "$(command -v diff)" ]; then hide diff -u "$show_old" "$WORK/config"; else hide cat "$WORK/config"; fi
}

# A password is shown to nobody.
hide() { if [ "$PASSWORD" ]; then replace "$("$@")" "$PASSWORD" '********'; printf '\n'; else "$@"; fi; }

write_config() {
	[ "$WANTED_CONFIG" ] || return 0
	if [ -f "$CONFIG_FILE" ]; then cp -p "$CONFIG_FILE" "$DIR/config-before" || return 1; else rm -f "$DIR/config-before"; fi
	CONFIG_CHANGED=1
	printf '%s\n' "$CONFIG_FILE" >"$DIR/config-written" || return 1
	put_config "$WANTED_CONFIG"
}

# put_config FILE: by rename; modes and owner stay, and a new one with a password is 0640.
put_config() {
	mkdir -p "$(dirname "$CONFIG_FILE")" || return 1
	if [ -f "$CONFIG_FILE" ]; then
		cp -p "$CONFIG_FILE" "$CONFIG_FILE.handfast" && cat "$1" >"$CONFIG_FILE.handfast" || return 1
	else
		cp "$1" "$CONFIG_FILE.handfast" && chmod 0644 "$CONFIG_FILE.handfast" || return 1
	fi
	if [ "$PASSWORD" ]; then
		chmod 0640 "$CONFIG_FILE.handfast"
		[ "$OWNER" ] && [ "$(id -u)" = 0 ] && chown "$OWNER" "$CONFIG_FILE.handfast"
	fi
	mv -f "$CONFIG_FILE.handfast" "$CONFIG_FILE"
}

# From now on the file is taken away by --uninstall alone.
settle_config() {
	[ -f "$DIR/config-written" ] && mv -f "$DIR/config-written" "$DIR/config-ours"
	rm -f "$DIR/journal" "$DIR/config-before"
}

restore_config() {
	[ -f "$DIR/config-written" ] || return 0
	CONFIG_CHANGED=1
	CONFIG_FILE=$(cat "$DIR/config-written")
	if [ -f "$DIR/config-before" ]; then
		cp -p "$DIR/config-before" "$CONFIG_FILE.handfast" && mv -f "$CONFIG_FILE.handfast" "$CONFIG_FILE"
	else
		rm -f "$CONFIG_FILE"
	fi
	rm -f "$DIR/config-written" "$DIR/config-before"
}

# --- there and back -------------------------------------------------------------------------------

# The journal holds the version before (a hyphen for none) and what was served then; while it
# is there, a run is between switching and proof.
install_version() {
	install_old=$(current) || install_old=-
	served
	SERVED_BEFORE=$SERVED
	printf '%s %s\n' "$install_old" "${SERVED_BEFORE:--}" >"$DIR/journal.new" && mv -f "$DIR/journal.new" "$DIR/journal" ||
		finish $NO_ROOM "There is no room under $DIR. Nothing was touched."
	SWITCHED=1
	key_change "$install_old" "$1"
	at switch
	write_config || go_back "The configuration can't be written."
	switch_to "$1" || go_back "The files can't be switched."
	at switched
	if ! run_command "$TEST"; then
		warn "The server refuses the new files: $(told)"
		go_back "The server's own check refuses them."
	fi
	at tested
	reload || log "neither reload nor start ended well: $(told)"
	at reloaded
	if ! prove "$NEW" "$DIR/versions/$1/root.pem"; then
		if [ "$install_old" = - ] && [ ! -f "$DIR/config-written" ] && [ "$SERVED" = "$SERVED_BEFORE" ]; then
			not_configured
		fi
		go_back "The server does not show the new certificate (it shows ${SERVED:-none})."
	fi
	at proven
	SWITCHED=
	settle_config
	[ "$install_old" = - ] || [ "$install_old" = "$1" ] || printf '%s\n' "$install_old" >"$DIR/previous-version"
	prune
}

key_change() {
	KEY_CHANGED=
	[ "$1" != - ] && [ -f "$DIR/versions/$1/cert.pem" ] || return 0
	[ "$(key_kind "$1")" = "$(key_kind "$2")" ] || KEY_CHANGED=1
}

key_kind() {
	openssl x509 -in "$DIR/versions/$1/cert.pem" -noout -text 2>/dev/null | while IFS= read -r kind_line; do
		case $kind_line in *"Public Key Algorithm:"*) printf '%s' "${kind_line#*:}" ;; esac
	done
}

# Marks where tests cut a run off; does nothing else.
at() { if [ "${HANDFAST_CUT_AT:-}" = "$1" ]; then kill -9 $$; fi; }

not_configured() {
	SWITCHED=
	rm -f "$DIR/journal"
	finish $NOT_CONFIGURED "The files are in $DIR/current, and the server goes on with what it had: its configuration does not name them. See README, then run this again."
}

# go_back WHY: to the version before, and proof of it.
go_back() {
	SWITCHED=
	read -r back_old back_served <"$DIR/journal"
	warn "$1 Going back."
	restore_config
	if [ "$back_old" = - ]; then
		rm -rf "$DIR/current" "$DIR/current-version"
	else
		switch_to "$back_old" || finish $STUCK "$1 The version before can't be put back: look at $DIR now."
	fi
	# A new process, if need be: some servers have ended themselves.
	reload
	if [ "$back_served" != - ] && ! await_served "$back_served"; then
		finish $STUCK "$1 Going back failed too: the server shows ${SERVED:-nothing}, not what it showed before. Look at it now."
	fi
	rm -f "$DIR/journal"
	if [ "$back_served" = - ]; then
		finish $WENT_BACK "$1 Everything is as it was before; the server did not answer then."
	fi
	finish $WENT_BACK "$1 Everything is as it was before, and the server shows its old certificate."
}

# await_served FINGERPRINT: five in a row, whoever signed it.
await_served() {
	has_handshake || return 0
	await_row=0 await_away=0 await_started=
	await_until=$(($(date +%s) + PATIENCE))
	while :; do
		if served && [ "$SERVED" = "$1" ]; then
			await_row=$((await_row + 1))
			[ $await_row -ge $NEEDED ] && return 0
			continue
		fi
		await_row=0
		[ "$SERVED" ] || await_away=$((await_away + 1))
		if long_away $await_away && [ -z "$await_started" ] && [ "$START" ]; then
			await_started=1
			run_command "$START"
			await_until=$(($(date +%s) + PATIENCE))
		fi
		[ "$(date +%s)" -ge "$await_until" ] && return 1
		sleep 0.2
	done
}

# A run that was cut off between switching and proof is judged by what the server shows.
recover() {
	rm -rf "$DIR"/versions/*.tmp
	[ -f "$DIR/journal" ] || return 0
	say "A run before was cut off."
	recover_now=$(current) || recover_now=
	read -r recover_old recover_rest <"$DIR/journal"
	log "journal: $recover_old $recover_rest"
	if [ "$recover_now" ] && [ "$recover_now" != "$recover_old" ]; then
		NEW=$(fingerprint "$DIR/versions/$recover_now/cert.pem") || NEW=
		if [ "$NEW" ] && run_command "$TEST" && reload && prove "$NEW" "$DIR/versions/$recover_now/root.pem"; then
			settle_config
			[ "$recover_old" = - ] || printf '%s\n' "$recover_old" >"$DIR/previous-version"
			say "Its certificate is served: finished what it began."
			return 0
		fi
	fi
	go_back "What the run before began can't be finished."
}

# Whatever ends the script but finish: a signal, or a fault of its own.
interrupted() {
	[ "$FINISHED" ] && return
	if [ "${SWITCHED:-}" ]; then
		trap '' HUP INT TERM
		go_back "Interrupted."
	fi
	finish $UNEXPECTED "Interrupted. Nothing was touched."
}

# --- actions ------------------------------------------------------------------------------------------

load() { # load FOLDER: its target and manifest
	TARGET=$(value "$1/manifest" target) || finish $KIT_BAD "The manifest names no target."
	ID=$(value "$1/manifest" installation)
	NAME=$(value "$1/manifest" serverName)
	NAMES=$(value "$1/manifest" names)
	ALIAS=$(value "$1/manifest" alias)
	[ "$DIR" ] || DIR=/etc/handfast/$(value "$1/manifest" folder)
	load_connect=$(value "$1/manifest" address)
	STARTTLS=$(value "$1/manifest" startTls)
	: "${CONNECT:=$load_connect}"
	# shellcheck disable=SC1091
	. "$1/target.conf"
	remembered
	: "${MAIN:=$TARGET_MAIN}" "${PID_FILE:=$TARGET_PID_FILE}" "${OWNER:=$TARGET_OWNER}" "${MODE:=$TARGET_MODE}"
	: "${CONFIG_FILE:=$TARGET_CONFIG}" "${LEVEL:=intermediate}"
	SWITCH=$TARGET_SWITCH FILES=$TARGET_FILES CONFIG_KIND=$TARGET_CONFIG_KIND CONFIG_BEFORE=$TARGET_CONFIG_BEFORE
	COMMENT=$TARGET_COMMENT COMMENT_END=$TARGET_COMMENT_END PATIENCE=${PATIENCE:-$TARGET_PATIENCE}
	# Listens where it is asked, if that is an address of this host alone.
	PORT=${CONNECT##*:} ADDRESS=${CONNECT%:*}
	: "${PORT:=$TARGET_PORT}"
	is_address "$ADDRESS" || ADDRESS=
	SNIPPET=$1/snippet
	CURRENT=$DIR/current
	export MAIN PID_FILE CURRENT CONNECT NAME
	commands
}

# Whom the operator asked for a private instance of a server is not answered by the system's.
commands() {
	if [ -z "$OWN_PLACE" ] && [ "$TARGET_UNIT" ] && command -v systemctl >/dev/null 2>&1 &&
		systemctl is-active --quiet "$TARGET_UNIT" 2>/dev/null; then
		: "${RELOAD=systemctl ${TARGET_UNIT_ACTION} $TARGET_UNIT}" "${START=systemctl restart $TARGET_UNIT}"
		: "${RESTART=systemctl restart $TARGET_UNIT}"
	fi
	[ "$RELOAD_GIVEN" ] && : "${RESTART=$RELOAD}"
	: "${TEST=$TARGET_TEST}" "${RELOAD=$TARGET_RELOAD}" "${START=$TARGET_START}"
	: "${RESTART=$TARGET_RESTART}"
}

# What was said at the first installation holds at renewals too.
remembered() {
	[ -f "$DIR/options" ] || return 0
	for remembered_key in CONNECT MAIN PID_FILE OWNER MODE CONFIG_FILE LEVEL TEST RELOAD RESTART START OWN_PLACE; do
		remembered_value=$(value "$DIR/options" $remembered_key) || continue
		case $remembered_key in
		CONNECT) [ "$CONNECT_GIVEN" ] || CONNECT=$remembered_value ;;
		MAIN) : "${MAIN:=$remembered_value}" ;;
		PID_FILE) : "${PID_FILE:=$remembered_value}" ;;
		OWNER) : "${OWNER:=$remembered_value}" ;;
		MODE) : "${MODE:=$remembered_value}" ;;
		CONFIG_FILE) : "${CONFIG_FILE:=$remembered_value}" ;;
		LEVEL) : "${LEVEL:=$remembered_value}" ;;
		TEST) : "${TEST=$remembered_value}" ;;
		RELOAD) : "${RELOAD=$remembered_value}" ;;
		RESTART) : "${RESTART=$remembered_value}" ;;
		START) : "${START=$remembered_value}" ;;
		OWN_PLACE) : "${OWN_PLACE:=$remembered_value}" ;;
		esac
	done
}

# The commands only where the operator gave them: else they are the target's.
remember() {
	{
		printf 'CONNECT=%s\nMAIN=%s\nPID_FILE=%s\nOWNER=%s\nMODE=%s\nCONFIG_FILE=%s\nLEVEL=%s\nOWN_PLACE=%s\n' "$CONNECT" \
			"$MAIN" "$PID_FILE" "$OWNER" "$MODE" "$CONFIG_FILE" "$LEVEL" "$OWN_PLACE"
		[ "$TEST_GIVEN" ] && printf 'TEST=%s\n' "$TEST"
		[ "$RELOAD_GIVEN" ] && printf 'RELOAD=%s\n' "$RELOAD"
		[ "$RESTART_GIVEN" ] && printf 'RESTART=%s\n' "$RESTART"
		[ "$START_GIVEN" ] && printf 'START=%s\n' "$START"
		:
	} >"$DIR/options.new" && mv -f "$DIR/options.new" "$DIR/options"
}

# What a renewal needs stays here: from now on only data is fetched.
settle() {
	for settle_file in install.sh target.conf manifest; do
		cp "$KIT/$settle_file" "$DIR/.$settle_file.new" && mv -f "$DIR/.$settle_file.new" "$DIR/$settle_file" || return 1
	done
	chmod 0755 "$DIR/install.sh"
	if [ -f "$KIT/snippet" ]; then fill template >"$DIR/.snippet.new" && mv -f "$DIR/.snippet.new" "$DIR/snippet"; fi
	cp "$KIT/root.pem" "$DIR/.root.new" && chmod 0644 "$DIR/.root.new" && mv -f "$DIR/.root.new" "$DIR/root.pem"
	if [ -f "$KIT/credential" ]; then
		cp "$KIT/credential" "$DIR/.credential.new" && chmod 0600 "$DIR/.credential.new" &&
			mv -f "$DIR/.credential.new" "$DIR/credential"
	fi
	remember
}

ready() {
	if [ "$TARGET_PROGRAM" ] && [ -z "$TEST_GIVEN$RELOAD_GIVEN$START_GIVEN" ] && ! command -v "$TARGET_PROGRAM" >/dev/null 2>&1; then
		finish $USAGE "There is no $TARGET_PROGRAM on this host: this kit is for $TARGET."
	fi
	command -v openssl >/dev/null 2>&1 || finish $USAGE "There is no openssl on this host, which this script asks the server with."
}

# A kit whose private key is not held by Handfast takes the one that is here.
own_key() {
	[ -f "$KIT/privkey.pem" ] && return
	mkdir "$WORK/kit" && cp "$KIT/cert.pem" "$KIT/chain.pem" "$KIT/root.pem" "$WORK/kit" || finish $NO_ROOM "There is no room for temporary files. Nothing was touched."
	own_public=$(openssl x509 -in "$KIT/cert.pem" -noout -pubkey 2>/dev/null)
	for own_file in "$KEY_FILE" "$DIR/pending/privkey.pem" "$DIR"/versions/*/privkey.pem; do
		[ "$own_file" ] && [ -f "$own_file" ] || continue
		if [ "$(openssl pkey -in "$own_file" -pubout 2>/dev/null </dev/null)" = "$own_public" ]; then
			cp "$own_file" "$WORK/kit/privkey.pem"
			SOURCE=$WORK/kit
			return
		fi
	done
	finish $KIT_BAD "The kit holds no private key, as Handfast does not have it: give --key FILE. Nothing was touched."
}

act_install() {
	SOURCE=$KIT
	verify_kit
	ready
	own_key
	check_files "$SOURCE"
	NEW=$(fingerprint "$KIT/cert.pem")
	install_as=$(value "$KIT/manifest" serialNumber)
	say "Kit: $NAMES, serial number $install_as, for $TARGET${CONNECT:+ at $CONNECT}."
	if [ "$DRY" ]; then dry_run; fi
	acquire
	LOG=$DIR/log
	recover
	NEW=$(fingerprint "$KIT/cert.pem")
	configure
	if [ "$(current)" = "$install_as" ] && [ -z "$WANTED_CONFIG" ] && { ! has_handshake || served_already; }; then
		settle
		after_install
		finish $DONE "Nothing to do: this certificate is installed and served."
	fi
	check_before
	case $FILES in *keystore.p12*) password ;; esac
	store "$install_as"
	at stored
	install_version "$install_as"
	settle || warn "What renewals need could not be kept under $DIR."
	after_install
	if has_handshake; then
		finish $DONE "Done: $CONNECT shows the new certificate, five times in a row."
	fi
	finish $DONE "Done: the files are in place. Nothing was proven, as there is no address to ask: give --connect HOST:PORT."
}

# A configuration that is broken already is not our doing, and nothing could be proven after it.
# Before the first installation it may name files that are not there yet.
check_before() {
	run_command "$TEST" && return
	case $(told) in *"$DIR/current/"*) [ "$(current)" ] || return 0 ;; esac
	finish $BROKEN_BEFORE "The server's own check refuses its configuration as it is: put that right first. Nothing was touched. It says: $(told)"
}

# One answer is enough, and a single lost connection no reason to install all anew.
served_already() {
	already_tries=0
	until handshake "$KIT/root.pem" && SERVED=$(fingerprint "$WORK/answer") && [ "$SERVED" = "$NEW" ]; do
		already_tries=$((already_tries + 1))
		[ $already_tries -lt 5 ] || return 1
		sleep 0.2
	done
}

dry_run() {
	configure
	check_before
	say "Would write $DIR/versions/$install_as, owner ${OWNER:-of this process}, keys $MODE."
	[ -f "$SNIPPET" ] && [ "$CONFIG_FILE" ] && [ "$CONFIG" != no ] && say "Would ask about $CONFIG_FILE."
	say "Would switch $DIR/current to it."
	say "Would test by: ${TEST:-nothing, this server has no check}"
	say "Would reload by: ${RELOAD:-nothing, this server looks by itself}"
	say "Would start, if it went away, by: ${START:-nothing}"
	if has_handshake; then
		say "Would ask $CONNECT${STARTTLS:+ by STARTTLS ($STARTTLS)} until five answers in a row show $NEW."
	else
		say "Would prove nothing: there is no address to ask."
	fi
	finish $DONE "Nothing was touched."
}

act_status() {
	[ -f "$DIR/current-version" ] || finish $UNEXPECTED "Nothing is installed in $DIR."
	NEW=$(fingerprint "$DIR/versions/$(current)/cert.pem")
	say "Installed: serial number $(current), $(openssl x509 -in "$DIR/versions/$(current)/cert.pem" -noout -enddate)"
	[ -f "$DIR/last-success" ] && say "Last good run: $(cat "$DIR/last-success")"
	[ -f "$DIR/journal" ] && say "A run was cut off; the next one finishes or undoes it."
	has_handshake || finish $DONE "There is no address to ask."
	served
	[ "$SERVED" ] || finish $WENT_BACK "$CONNECT does not answer."
	[ "$SERVED" = "$NEW" ] || finish $WENT_BACK "$CONNECT shows another certificate: $SERVED"
	finish $DONE "$CONNECT shows it."
}

act_rollback() {
	acquire
	LOG=$DIR/log
	recover
	rollback_to=$(cat "$DIR/previous-version" 2>/dev/null) && [ -d "$DIR/versions/$rollback_to" ] ||
		finish $USAGE "There is no version before. Nothing was touched."
	SOURCE=$DIR/versions/$rollback_to
	check_files "$SOURCE"
	NEW=$(fingerprint "$SOURCE/cert.pem")
	install_version "$rollback_to"
	finish $DONE "Done: back at serial number $rollback_to${CONNECT:+, which $CONNECT shows}."
}

act_uninstall() {
	acquire
	LOG=
	[ -d "$DIR/versions" ] || finish $DONE "Nothing is installed in $DIR."
	timer_off
	uninstall_config=
	if [ "$CONFIG_KIND" = block ] && [ -f "$CONFIG_FILE" ]; then
		BLOCK_OUT=1
		with_block "$CONFIG_FILE" >"$WORK/config"
		[ "$(cat "$CONFIG_FILE")" = "$(cat "$WORK/config")" ] || uninstall_config=block
	elif [ -f "$DIR/config-ours" ] && [ -f "$CONFIG_FILE" ]; then
		uninstall_config=own
	fi
	case $uninstall_config in
	block) cp -p "$CONFIG_FILE" "$WORK/before" && put_config "$WORK/config" ;;
	own) cp -p "$CONFIG_FILE" "$WORK/before" && rm -f "$CONFIG_FILE" ;;
	esac
	mv "$DIR/current" "$DIR/current.away" 2>/dev/null
	if [ "$TEST" ] && ! run_command "$TEST"; then
		mv "$DIR/current.away" "$DIR/current"
		[ "$uninstall_config" ] && cp -p "$WORK/before" "$CONFIG_FILE"
		finish $BROKEN_BEFORE "The server's configuration still names these files: take them out of it first. Nothing was touched. It says: $(told)"
	fi
	reload
	LOCKED=
	rm -rf "$DIR"
	finish $DONE "Done: nothing of it is left in $DIR."
}

after_install() { [ "$ENABLE" ] && timer_on; [ -f "$DIR/credential" ] && report 0 "installed"; :; }

# --- renewal: only data is fetched; script, target, paths and commands stay what they were ------------

# post PATH BODY-FILE: status in HTTP_STATUS, headers and body in files. The credential goes
# through standard input alone.
post() {
	post_host=$(value "$DIR/manifest" service)
	post_host=${post_host#https://}
	post_host=${post_host%%/*}
	case $post_host in
	*:*) post_connect=$post_host ;;
	*) post_connect=$post_host:443 ;;
	esac
	post_name=${post_connect%:*}
	HTTP_STATUS=0
	rm -f "$WORK/http"
	if is_address "$post_name"; then
		set -- "$1" "$2" -noservername -verify_ip "$post_name"
	else
		set -- "$1" "$2" -servername "$post_name" -verify_hostname "$post_name"
	fi
	post_path=$1 post_body=$2
	shift 2
	{
		printf 'POST %s HTTP/1.0\r\nHost: %s\r\nAuthorization: Bearer %s\r\n' "$post_path" "$post_host" "$(cat "$DIR/credential")"
		printf 'Accept: application/pem-certificate-chain, application/problem+json\r\nContent-Type: application/json\r\n'
		printf 'Content-Length: %s\r\nConnection: close\r\n\r\n' "$(wc -c <"$post_body" | tr -d ' ')"
		cat "$post_body"
	} | timeout 60 openssl s_client -quiet -connect "$post_connect" "$@" -CAfile "$DIR/root.pem" -verify_return_error \
		2>/dev/null >"$WORK/http"
	: >"$WORK/headers"
	: >"$WORK/body"
	post_part=status
	while IFS= read -r post_line || [ "$post_line" ]; do
		case $post_part in
		status)
			post_line=${post_line#HTTP/1.? }
			HTTP_STATUS=${post_line%% *}
			post_part=headers
			;;
		headers)
			post_line=$(printf '%s' "$post_line" | tr -d '\r')
			if [ "$post_line" ]; then printf '%s\n' "$post_line" >>"$WORK/headers"; else post_part=body; fi
			;;
		body) printf '%s\n' "$post_line" >>"$WORK/body" ;;
		esac
	done <"$WORK/http"
	post_new=$(header Handfast-Credential) && keep_credential "$post_new"
	[ "$HTTP_STATUS" = 200 ] || [ "$HTTP_STATUS" = 201 ] || [ "$HTTP_STATUS" = 204 ]
}

header() { # header NAME
	while IFS= read -r header_line; do
		case $header_line in "$1: "*) printf '%s' "${header_line#*: }"; return 0 ;; esac
	done <"$WORK/headers"
	return 1
}

# Durably, before it is used: the old one holds until then.
keep_credential() {
	case $1 in *[!A-Za-z0-9_]*) return 1 ;; esac
	printf '%s\n' "$1" >"$DIR/.credential.new" && chmod 0600 "$DIR/.credential.new" && sync && mv -f "$DIR/.credential.new" "$DIR/credential"
}

problem() {
	problem_text=$(cat "$WORK/body")
	case $problem_text in
	*'"detail":"'*) problem_text=${problem_text#*'"detail":"'}; printf '%s' "${problem_text%%'"'*}" ;;
	*) printf 'status %s' "$HTTP_STATUS" ;;
	esac
}

report() { # report CODE SENTENCE: what became of a run; a lost report does no harm
	[ -f "$DIR/credential" ] && [ -f "$DIR/manifest" ] || return 0
	printf '{"exit":%s,"result":"%s","served":"%s"}' "$1" "$(printf '%s' "$2" | tr '"\\\n\t' "'/  " | cut -c1-500)" "${SERVED:-}" >"$WORK/report"
	post "/api/v1/installations/$(value "$DIR/manifest" installation)/reports" "$WORK/report" || log "the report was not taken: $HTTP_STATUS"
}

act_renew() {
	[ -f "$DIR/manifest" ] && [ -f "$DIR/current-version" ] || finish $USAGE "Nothing is installed in $DIR: run the script of a kit first."
	[ -f "$DIR/credential" ] || finish $NOT_NOW "This installation has no credential to renew with: download a kit of an installation made with \"renew\": true."
	acquire
	LOG=$DIR/log
	REPORTS=1
	recover
	renew_path=/api/v1/installations/$(value "$DIR/manifest" installation)/renewal
	if [ ! -f "$DIR/pending/request.pem" ]; then
		printf '{"installed":"%s"}' "$(current)" >"$WORK/ask"
		post "$renew_path" "$WORK/ask" || not_reached
		if [ "$(header Handfast-Renewal)" != due ]; then
			NEW=$(fingerprint "$DIR/versions/$(current)/cert.pem")
			served
			if has_handshake && [ "$SERVED" != "$NEW" ]; then
				# Somebody else changed what is served, or nothing is.
				run_command "$TEST" && reload
				prove "$NEW" "$DIR/root.pem" || finish $WENT_BACK "Renewal is not due, but $CONNECT shows ${SERVED:-nothing} and not what is installed."
			fi
			finish $DONE "Nothing to do: it is renewed from $(header Handfast-Renewal-From)."
		fi
		make_request
	fi
	{
		printf '{"installed":"%s","csr":"' "$(current)"
		while IFS= read -r renew_line; do printf '%s\\n' "$renew_line"; done <"$DIR/pending/request.pem"
		printf '"}'
	} >"$WORK/request"
	if ! post "$renew_path" "$WORK/request"; then
		# One that is refused is not sent for ever.
		case $HTTP_STATUS in 422) rm -rf "$DIR/pending" ;; esac
		not_reached
	fi
	receive
	SOURCE=$WORK/new
	check_files "$SOURCE"
	NEW=$(fingerprint "$SOURCE/cert.pem")
	renew_as=$(openssl x509 -in "$SOURCE/cert.pem" -noout -serial)
	renew_as=$(plain_hex "${renew_as#*=}")
	check_before
	case $FILES in *keystore.p12*) password ;; esac
	store "$renew_as"
	at stored
	CONFIG=no
	install_version "$renew_as"
	rm -rf "$DIR/pending"
	finish $DONE "Done: renewed, serial number $renew_as${CONNECT:+; $CONNECT shows it}."
}

not_reached() {
	REPORTS=
	case $HTTP_STATUS in
	0) finish $NOT_NOW "$(value "$DIR/manifest" service) does not answer as it should: it is asked again at the next run. Nothing was touched." ;;
	*) finish $NOT_NOW "The service refuses: $(problem) Nothing was touched." ;;
	esac
}

# The key is made here, and is on the disk with its request before the request is sent: an
# answer that gets lost is asked for again by the same request.
make_request() {
	make_to=$DIR/pending.new
	rm -rf "$make_to"
	mkdir "$make_to" || finish $NO_ROOM "There is no room under $DIR. Nothing was touched."
	case $(value "$DIR/manifest" keyAlgorithm) in
	EC-P256) set -- -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve ;;
	EC-P384) set -- -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -pkeyopt ec_param_enc:named_curve ;;
	EC-P521) set -- -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -pkeyopt ec_param_enc:named_curve ;;
	RSA-2048) set -- -algorithm RSA -pkeyopt rsa_keygen_bits:2048 ;;
	RSA-3072) set -- -algorithm RSA -pkeyopt rsa_keygen_bits:3072 ;;
	RSA-4096) set -- -algorithm RSA -pkeyopt rsa_keygen_bits:4096 ;;
	Ed25519) set -- -algorithm ED25519 ;;
	Ed448) set -- -algorithm ED448 ;;
	*) set -- -algorithm "$(value "$DIR/manifest" keyAlgorithm)" ;;
	esac
	openssl genpkey "$@" -out "$make_to/privkey.pem" 2>"$WORK/output" ||
		finish $NOT_NOW "This openssl can't make such a key: $(told)"
	make_names=
	for make_name in $NAMES; do
		if is_address "$make_name"; then make_names=$make_names,IP:$make_name; else make_names=$make_names,DNS:$make_name; fi
	done
	printf '[req]\nprompt=no\ndistinguished_name=dn\nreq_extensions=ext\n[dn]\n[ext]\nsubjectAltName=%s\n' "${make_names#,}" >"$WORK/request.conf"
	openssl req -new -subj / -key "$make_to/privkey.pem" -config "$WORK/request.conf" -out "$make_to/request.pem" 2>"$WORK/output" ||
		finish $NOT_NOW "The request can't be made: $(told)"
	sync
	mv "$make_to" "$DIR/pending" || finish $NO_ROOM "There is no room under $DIR. Nothing was touched."
	sync
}

# The answer: the certificate, then its chain. File names are fixed here.
receive() {
	mkdir "$WORK/new" && cp "$DIR/root.pem" "$WORK/new/root.pem" && cp "$DIR/pending/privkey.pem" "$WORK/new/privkey.pem" ||
		finish $NO_ROOM "There is no room for the answer. Nothing was touched."
	: >"$WORK/new/chain.pem"
	receive_to=cert.pem
	while IFS= read -r receive_line; do
		printf '%s\n' "$receive_line" >>"$WORK/new/$receive_to"
		case $receive_line in *"END CERTIFICATE"*) receive_to=chain.pem ;; esac
	done <"$WORK/body"
	[ -f "$WORK/new/cert.pem" ] || finish $NOT_NOW "The service's answer holds no certificate. Nothing was touched."
}

timer_name() { printf 'handfast-%s' "$(value "$DIR/manifest" folder | tr '*' _)"; }

timer_on() {
	timer_folder=${HANDFAST_TIMER_DIR:-}
	if [ ! -f "$DIR/credential" ]; then
		warn "This kit holds no credential, so it can't renew by itself: make the installation with \"renew\": true."
		return 0
	fi
	if [ "$timer_folder" ] || [ -d /run/systemd/system ]; then
		timer_to=${timer_folder:-/etc/systemd/system}/$(timer_name)
		printf '[Unit]\nDescription=Renew the certificate of %s\nAfter=network-online.target\nWants=network-online.target\n\n[Service]\nType=oneshot\nExecStart=%s/install.sh --renew\n' \
			"$NAMES" "$DIR" >"$timer_to.service" &&
			printf '[Unit]\nDescription=Renew the certificate of %s by itself\n\n[Timer]\nOnCalendar=*-*-* 00,12:00:00\nRandomizedDelaySec=6h\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n' \
				"$NAMES" >"$timer_to.timer" || { warn "The timer can't be written to $timer_to.timer."; return 0; }
		if [ -z "$timer_folder" ]; then systemctl daemon-reload && systemctl enable --now "$(timer_name).timer" >/dev/null 2>&1; fi
		say "It renews by itself from now on: $timer_to.timer, twice a day at a random minute."
	elif [ -d /etc/cron.d ]; then
		timer_minute=$(($(date +%s) % 60))
		# shellcheck disable=SC2016
		printf '%s */12 * * * root sleep $(($$ \\%% 3600)); %s/install.sh --renew >/dev/null 2>&1\n' "$timer_minute" "$DIR" >"/etc/cron.d/$(timer_name | tr . _)"
		say "It renews by itself from now on: /etc/cron.d/$(timer_name | tr . _), twice a day."
	else
		warn "There is neither systemd nor cron here: have $DIR/install.sh --renew run twice a day."
	fi
}

timer_off() {
	if [ "${HANDFAST_TIMER_DIR:-}" ]; then
		rm -f "$HANDFAST_TIMER_DIR/$(timer_name).service" "$HANDFAST_TIMER_DIR/$(timer_name).timer"
	elif [ -f "/etc/systemd/system/$(timer_name).timer" ]; then
		systemctl disable --now "$(timer_name).timer" >/dev/null 2>&1
		rm -f "/etc/systemd/system/$(timer_name).timer" "/etc/systemd/system/$(timer_name).service"
		systemctl daemon-reload
	fi
	rm -f "/etc/cron.d/$(timer_name | tr . _)"
}

# --- start ----------------------------------------------------------------------------------------------

ACTION=install JSON='' DRY='' DIR='' FINGERPRINT='' CONFIG=ask CONFIG_FILE='' LEVEL='' KEY_FILE='' PASS_FILE='' PASSWORD='' CONNECT=''
CONNECT_GIVEN='' MAIN='' PID_FILE='' OWNER='' MODE='' OWN_PLACE='' TEST_GIVEN='' RELOAD_GIVEN='' RESTART_GIVEN='' START_GIVEN='' ENABLE=''
PATIENCE='' KEY_CHANGED='' CONFIG_CHANGED='' WANTED_CONFIG='' FINISHED=''
LOG='' SERVED='' NEW=''
KIT=$(cd "$(dirname "$0")" && pwd -P) || exit 1

argument() { [ "$1" -ge 2 ] || { printf '%s\n' "install.sh: $2 wants a value; see --help" >&2; exit $USAGE; }; }

while [ $# -gt 0 ]; do
	case $1 in
	--help | -h) usage; exit 0 ;;
	--dry-run) DRY=1 ;;
	--status) ACTION=status ;;
	--rollback) ACTION=rollback ;;
	--uninstall) ACTION=uninstall ;;
	--enable-renewal) ENABLE=1 ;;
	--disable-renewal) ACTION=disable ;;
	--renew) ACTION=renew ;;
	--json) JSON=1 ;;
	--yes) CONFIG=yes ;;
	--no-config) CONFIG=no ;;
	--fingerprint) argument $# "$1"; FINGERPRINT=$2; shift ;;
	--config) argument $# "$1"; CONFIG_FILE=$2; shift ;;
	--level) argument $# "$1"; LEVEL=$2; shift ;;
	--key) argument $# "$1"; KEY_FILE=$2; shift ;;
	--pass-file) argument $# "$1"; PASS_FILE=$2; shift ;;
	--dir) argument $# "$1"; DIR=$2; shift ;;
	--connect) argument $# "$1"; CONNECT=$2 CONNECT_GIVEN=1; shift ;;
	--main) argument $# "$1"; MAIN=$2 OWN_PLACE=1; shift ;;
	--pid-file) argument $# "$1"; PID_FILE=$2 OWN_PLACE=1; shift ;;
	--patience) argument $# "$1"; PATIENCE=$2; shift ;;
	--owner) argument $# "$1"; OWNER=$2; shift ;;
	--mode) argument $# "$1"; MODE=$2; shift ;;
	--test) argument $# "$1"; TEST=$2 TEST_GIVEN=1; shift ;;
	--reload) argument $# "$1"; RELOAD=$2 RELOAD_GIVEN=1; shift ;;
	--restart) argument $# "$1"; RESTART=$2 RESTART_GIVEN=1; shift ;;
	--start) argument $# "$1"; START=$2 START_GIVEN=1; shift ;;
	*) printf '%s\n' "install.sh: there is no option $1; see --help" >&2; exit $USAGE ;;
	esac
	shift
done

case $LEVEL in '' | intermediate | modern) ;; *) printf '%s\n' "install.sh: --level is intermediate or modern" >&2; exit $USAGE ;; esac
case $PATIENCE in *[!0-9]*) printf '%s\n' "install.sh: --patience wants seconds" >&2; exit $USAGE ;; esac
case $DIR in '' | /*) ;; *) printf '%s\n' "install.sh: --dir wants a path from the root, such as /etc/handfast/shop" >&2; exit $USAGE ;; esac

WORK=$(mktemp -d) || { printf '%s\n' "install.sh: no temporary folder can be made: is the disk full? Nothing was touched." >&2; exit $NO_ROOM; }
trap interrupted EXIT HUP INT TERM
[ -f "$KIT/manifest" ] && [ -f "$KIT/target.conf" ] || finish $KIT_BAD "manifest and target.conf are not beside this script: run it in its kit."
if [ "$ACTION" = install ] && [ -f "$KIT/current-version" ]; then
	finish $USAGE "This is the installed script: say --renew, --status, --rollback or --uninstall, or run the one of a kit."
fi
[ -f "$KIT/current-version" ] && : "${DIR:=$KIT}"
load "$KIT"
groups
[ -d "$DIR" ] && LOG=$DIR/log

case $ACTION in
install) act_install ;;
status) act_status ;;
rollback) act_rollback ;;
uninstall) act_uninstall ;;
disable) timer_off; finish $DONE "Done: it does not renew by itself any more." ;;
renew) act_renew ;;
esac
