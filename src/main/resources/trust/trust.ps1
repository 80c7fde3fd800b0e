# Has this Windows trust the root of a Handfast, asks each program by a real request whether it
# does, and takes back exactly what it put. As administrator for all users, else for yourself.
# Exit codes as those of trust.sh: 0 done, 2 usage, 3 not the root that was named, 4 not written,
# 5 written and refused still.
[CmdletBinding()]
param(
	[string] $Fingerprint = '',
	[string] $Service = '',
	[switch] $Undo,
	[switch] $Status,
	[switch] $DryRun,
	[switch] $NoCheck,
	[switch] $Json
)
Set-StrictMode -Version 1
$ErrorActionPreference = 'Stop'
[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12

$admin = ([Security.Principal.WindowsPrincipal] [Security.Principal.WindowsIdentity]::GetCurrent()).IsInRole(
	[Security.Principal.WindowsBuiltInRole]::Administrator)
$scope = if ($admin) { 'LocalMachine' } else { 'CurrentUser' }
$base = Join-Path $(if ($admin) { $env:ProgramData } else { $env:LOCALAPPDATA }) 'handfast-trust'
$script:told = @()
$script:worst = 0

function Exit-With([int] $code, [string] $sentence) {
	if ($Json) {
		[pscustomobject]@{ exit = $code; result = $sentence; root = $(if ($given -eq $root) { $root } else { '' }); service = $Service; places = $script:told } |
			ConvertTo-Json -Compress -Depth 4
	} elseif ($code -eq 0) { Write-Output $sentence } else { [Console]::Error.WriteLine("trust.ps1: $sentence") }
	exit $code
}

function Tell([string] $place, [string] $item, [string] $state, [string] $why = '') {
	$script:told += [pscustomobject]@{ place = $place; item = $item; state = $state; why = $why }
	if (-not $Json) { Write-Output ('  {0,-9} {1,-13} {2}{3}' -f $place, $state, $item, $(if ($why) { ": $why" } else { '' })) }
}

# --- asking: opens, refuses, or not-asked ------------------------------------------------------

function Ask-System {
	try { [void] (Invoke-WebRequest -UseBasicParsing -Uri "$Service/" -TimeoutSec 15); return 'opens' }
	catch [Net.WebException] {
		if ($_.Exception.Status -eq 'TrustFailure' -or $_.Exception.Status -eq 'SecureChannelFailure') { return 'refuses' }
		if ($_.Exception.Response) { return 'opens' }
		return 'not-asked'
	}
	# PowerShell 7 and newer
	catch { if ("$($_.Exception)" -match 'AuthenticationException|SSL') { return 'refuses' } else { return 'not-asked' } }
}

# It reads a CRL by HTTPS: no CRL there means that it was let in.
function Ask-Java([string] $jdk) {
	$ErrorActionPreference = 'Continue'
	$answer = & "$jdk\bin\keytool.exe" -printcrl -file "$Service/" 2>&1 | Out-String
	if ($answer -match 'CRLException') { return 'opens' }
	if ($answer -match 'SSLHandshakeException|PKIX') { return 'refuses' }
	return 'not-asked'
}

function Ask-Node([string] $node) {
	$ErrorActionPreference = 'Continue'
	$env:NODE_EXTRA_CA_CERTS = [Environment]::GetEnvironmentVariable('NODE_EXTRA_CA_CERTS', $(if ($admin) { 'Machine' } else { 'User' }))
	& $node -e "require('https').get(process.argv[1], () => process.exit(0)).on('error', (error) => process.exit(/VERIFY|CERT|SELF_SIGNED/.test(error.code) ? 1 : 2))" "$Service/" 2>&1 | Out-Null
	switch ($LASTEXITCODE) { 0 { return 'opens' } 1 { return 'refuses' } default { return 'not-asked' } }
}

function Ask-Place($one) {
	if ($NoCheck -or -not $Service) { return 'not-asked' }
	switch ($one.place) {
		'system' { return Ask-System }
		'java' { return Ask-Java $one.item }
		'node' { return Ask-Node $one.item }
		default { return 'not-asked' }
	}
}

# --- places --------------------------------------------------------------------------------------

function Find-Places {
	[pscustomobject]@{ place = 'system'; item = "Cert:\$scope\Root" }
	$homes = @($env:JAVA_HOME) + @(Get-ChildItem -Directory -ErrorAction SilentlyContinue -Path "$env:ProgramFiles\Java",
		"$env:ProgramFiles\Eclipse Adoptium", "$env:ProgramFiles\Microsoft", "$env:USERPROFILE\.jdks" |
		ForEach-Object { $_.FullName })
	foreach ($jdk in $homes | Where-Object { $_ } | Select-Object -Unique) {
		if ((Test-Path "$jdk\bin\keytool.exe") -and (Test-Path "$jdk\lib\security\cacerts")) {
			[pscustomobject]@{ place = 'java'; item = $jdk }
		}
	}
	# Chrome and Edge read the system's store; Firefox does where a policy says so.
	if ($admin -and (Test-Path "$env:ProgramFiles\Mozilla Firefox\firefox.exe")) {
		[pscustomobject]@{ place = 'firefox'; item = 'HKLM:\SOFTWARE\Policies\Mozilla\Firefox\Certificates' }
	}
	$node = Get-Command node.exe -ErrorAction SilentlyContinue
	if ($node) { [pscustomobject]@{ place = 'node'; item = $node.Source } }
}

# Written down before it is done.
function Note([string] $kind, [string] $a = '', [string] $b = '') {
	Add-Content -Path "$state\journal" -Value ($kind, $a, $b -join "`t")
}

function Put-Place($one) {
	switch ($one.place) {
		'system' {
			Note 'store' $one.item
			[void] (Import-Certificate -FilePath "$state\root.cer" -CertStoreLocation $one.item)
		}
		'java' {
			$store = "$($one.item)\lib\security\cacerts"
			Note 'keystore' $store "$($one.item)\bin\keytool.exe"
			$ErrorActionPreference = 'Continue'
			& "$($one.item)\bin\keytool.exe" -importcert -noprompt -alias $nick -keystore $store -storepass changeit -file "$state\root.cer" 2>&1 | Out-Null
			if ($LASTEXITCODE -ne 0) { throw "keytool can't write $store" }
		}
		'firefox' {
			if ((Get-ItemProperty -Path $one.item -ErrorAction SilentlyContinue).ImportEnterpriseRoots) { return }
			Note 'policy' $one.item
			[void] (New-Item -Path $one.item -Force)
			Set-ItemProperty -Path $one.item -Name ImportEnterpriseRoots -Value 1 -Type DWord
		}
		'node' {
			$to = if ($admin) { 'Machine' } else { 'User' }
			if ([Environment]::GetEnvironmentVariable('NODE_EXTRA_CA_CERTS', $to)) { throw 'NODE_EXTRA_CA_CERTS is set already: add the root to the file that it names' }
			Note 'variable' $to
			[Environment]::SetEnvironmentVariable('NODE_EXTRA_CA_CERTS', "$state\root.crt", $to)
		}
	}
}

function Take-Back([string] $kind, [string] $a, [string] $b) {
	switch ($kind) {
		'store' { Get-ChildItem $a | Where-Object { $_.Thumbprint -eq $certificate.Thumbprint } | Remove-Item }
		'keystore' {
			$ErrorActionPreference = 'Continue'
			& $b -list -alias $nick -keystore $a -storepass changeit 2>&1 | Out-Null
			if ($LASTEXITCODE -eq 0) {
				& $b -delete -alias $nick -keystore $a -storepass changeit 2>&1 | Out-Null
				if ($LASTEXITCODE -ne 0) { throw "keytool can't write $a" }
			}
		}
		'policy' { Remove-ItemProperty -Path $a -Name ImportEnterpriseRoots -ErrorAction SilentlyContinue }
		'variable' {
			if ([Environment]::GetEnvironmentVariable('NODE_EXTRA_CA_CERTS', $a) -eq "$state\root.crt") {
				[Environment]::SetEnvironmentVariable('NODE_EXTRA_CA_CERTS', $null, $a)
			}
		}
	}
}

# --- start ---------------------------------------------------------------------------------------

function Read-Root([string] $file) {
	$script:certificate = New-Object Security.Cryptography.X509Certificates.X509Certificate2 $file
	$sum = [Security.Cryptography.SHA256]::Create().ComputeHash($certificate.RawData)
	$script:root = ([BitConverter]::ToString($sum) -replace '-', '').ToLowerInvariant()
	$script:nick = "handfast-$($root.Substring(0, 12))"
	$script:state = Join-Path $base $root.Substring(0, 12)
}

$root = ''
$given = ($Fingerprint -replace '[:\s]', '').ToLowerInvariant()
if ($given -and $given -notmatch '^[0-9a-f]{64}$') { Exit-With 2 '-Fingerprint wants the SHA-256 of the root, 64 hex digits.' }
if ($Service -and $Service -notmatch '^https://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?/?$') { Exit-With 2 '-Service wants https://HOST:PORT, without a path.' }
$Service = $Service.TrimEnd('/')

if ($Undo) {
	$found = $false
	foreach ($folder in @(Get-ChildItem -Directory -Path $base -ErrorAction SilentlyContinue)) {
		Read-Root "$($folder.FullName)\root.cer"
		if ($given -and $given -ne $root) { continue }
		$found = $true
		$lines = @(Get-Content "$state\journal" -ErrorAction SilentlyContinue)
		[array]::Reverse($lines)
		$left = @()
		foreach ($line in $lines) {
			$kind, $a, $b = $line -split "`t"
			try { Take-Back $kind $a $b; Tell $kind $a 'taken-back' }
			catch { $left = @($line) + $left; $script:worst = 4; Tell $kind $a 'failed' "$($_.Exception.Message)" }
		}
		if ($left) { Set-Content "$state\journal" $left } else { Remove-Item -Recurse -Force $state }
	}
	if (-not $found) { Exit-With 0 'There is nothing to undo.' }
	if ($script:worst) { Exit-With $script:worst 'Not all could be taken back; what is left is done by -Undo again.' }
	Exit-With 0 'Done: what was put is taken back.'
}

if (-not (Test-Path "$PSScriptRoot\root.cer")) { Exit-With 3 'The kit lacks root.cer: unpack it again. Nothing was touched.' }
Read-Root "$PSScriptRoot\root.cer"
if (-not $Service -and (Test-Path "$PSScriptRoot\manifest")) {
	$line = Select-String -Path "$PSScriptRoot\manifest" -Pattern '^service=(https://[A-Za-z0-9.:\[\]_-]+)$' | Select-Object -First 1
	if ($line) { $Service = $line.Matches[0].Groups[1].Value }
}
if (-not $Status -and -not $DryRun) {
	if (-not $given) {
		if ([Console]::IsInputRedirected) { Exit-With 2 "Give the root's SHA-256 by -Fingerprint, from another channel than this kit. Nothing was touched." }
		$given = ((Read-Host "Type the root's SHA-256, 64 hex digits, as told by another channel than this kit") -replace '[:\s]', '').ToLowerInvariant()
	}
	if ($given -ne $root) { Exit-With 3 "The kit's root is not the one with that fingerprint. Do not use this kit. Nothing was touched." }
	[void] (New-Item -ItemType Directory -Force -Path $state)
	[IO.File]::WriteAllBytes("$state\root.cer", $certificate.RawData)
	Set-Content -Path "$state\root.crt" -Value ("-----BEGIN CERTIFICATE-----`n" + [Convert]::ToBase64String($certificate.RawData, 'InsertLineBreaks') + "`n-----END CERTIFICATE-----")
	Copy-Item $PSCommandPath "$state\trust.ps1"
}
if (-not $Json) { Write-Output "Asking $Service" }
foreach ($one in @(Find-Places)) {
	$before = Ask-Place $one
	if ($Status) {
		if ($before -eq 'refuses') { $script:worst = 5 }
		Tell $one.place $one.item $before
		continue
	}
	if ($before -eq 'opens') { Tell $one.place $one.item 'already'; continue }
	if ($DryRun) { Tell $one.place $one.item 'would'; continue }
	try { Put-Place $one }
	catch { $script:worst = 4; Tell $one.place $one.item 'failed' "$($_.Exception.Message)"; continue }
	$after = Ask-Place $one
	if ($after -eq 'refuses' -and -not $script:worst) { $script:worst = 5 }
	Tell $one.place $one.item $after
}
switch ($script:worst) {
	0 { Exit-With 0 $(if ($DryRun) { 'Nothing was touched.' } elseif ($Status) { "Every place that can be asked opens $Service." } else { "Done: taken back by $state\trust.ps1 -Undo." }) }
	4 { Exit-With 4 'Not every place could be written; what was done is taken back by -Undo.' }
	default { Exit-With 5 "Not every place opens $Service." }
}
