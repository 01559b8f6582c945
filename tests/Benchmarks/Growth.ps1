# How the cost grows with the work: 1, 10, 100 and 1,000 times as much of each kind. Dot-sourced by Run.ps1, whose variables it uses.
#
# A series is one hashtable: Name; Unit, what 1 means; Base, how much of it is done first; Do, which does it for an amount and is timed.

function Get-GrowthSeries {
    $script:web = "http://127.0.0.1:$(Get-PeerPort web)"
    $script:hold = Get-PeerPort hold
    $series = @(
        @{
            Name = 'lines received'; Unit = 'lines'; Base = 5000
            Before = { param($amount) $null = Get-PeerPort "lines $amount 64" }
            Do = {
                param($amount)
                $connection = New-SocketConnection 127.0.0.1 (Get-PeerPort "lines $amount 64")
                Receive-SocketLine $connection -All > $null
                Close-SocketConnection $connection
            }
        }
        @{
            Name = 'bytes of a body'; Unit = 'MiB'; Base = 1
            Do = { param($amount) $null = Invoke-RawHttpGet "$http/$($amount)m" -OutFile /dev/null }
        }
        @{
            Name = 'fields of a response'; Unit = 'fields'; Base = 20
            Do = { param($amount) $null = Invoke-RawHttpGet "$web/fields/$amount" -MaxHeaderBytes 64MB }
        }
        @{
            Name = 'redirects followed'; Unit = 'redirects'; Base = 5
            Do = { param($amount) $null = Invoke-RawHttpGet "$web/hops/$amount" -MaximumRedirection $amount }
        }
        @{
            Name = 'small packets before a pattern'; Unit = 'packets'; Base = 50
            Before = { param($amount) $null = Get-PeerPort "drip $amount" }
            Do = {
                param($amount)
                $connection = New-SocketConnection 127.0.0.1 (Get-PeerPort "drip $amount")
                $null = Wait-SocketPattern $connection 'login: $'
                Close-SocketConnection $connection
            }
        }
        @{
            Name = 'connections opened, held and closed'; Unit = 'connections'; Base = 8
            Do = {
                param($amount)
                $open = [object[]]::new($amount)
                for ($i = 0; $i -lt $amount; $i++) { $open[$i] = New-SocketConnection 127.0.0.1 $hold }
                foreach ($connection in $open) { Close-SocketConnection $connection }
            }
        }
    )
    if (Get-Command Test-SocketPort -ErrorAction Ignore) {
        $series += @{
            Name = 'ports tested'; Unit = 'ports'; Base = 20
            Do = { param($amount) Test-SocketPort 127.0.0.1 "20001-$(20000 + $amount)" -Detailed > $null }
        }
    }

    $series
}

function Get-ProcessorTime {
    $process = [Diagnostics.Process]::GetCurrentProcess()
    $process.TotalProcessorTime.TotalMilliseconds
    $process.Dispose()
}

# The table's lines; the picture goes to $GrowthFile. Every size is done so often that it comes to as much work as the largest, but thirty times at the
# most, and the mean counts: the shortest of many short runs has met none of the machine's other work, and a long one meets all of it. What the cost is
# tells the processor time, ours and not the server's.
function Measure-Growth {
    $multiples = if ($Quick) { 1, 10 } else { 1, 10, 100, 1000 }
    '| work | once | ' + (@($multiples | Select-Object -Skip 1 | ForEach-Object { "$_ ×" }) -join ' | ') + ' | last ten times as much | in processor time |'
    '| --- | --- | ' + (@($multiples | Select-Object -Skip 1 | ForEach-Object { '---' }) -join ' | ') + ' | --- | --- |'
    $curves = @(foreach ($series in Get-GrowthSeries) {
        foreach ($multiple in $multiples) {
            if ($series.Before) { & $series.Before ($series.Base * $multiple) }
        }

        # Compiles.
        foreach ($i in 1..$(if ($Quick) { 1 } else { 50 })) { & $series.Do $series.Base }
        $costs = @(foreach ($multiple in $multiples) {
            $amount = $series.Base * $multiple
            $times = [Math]::Clamp($multiples[-1] / $multiple, 3, 30)
            [GC]::Collect()
            $before = Get-ProcessorTime
            $watch = [Diagnostics.Stopwatch]::StartNew()
            for ($i = 0; $i -lt $times; $i++) {
                & $series.Do $amount
            }

            @{ Time = $watch.Elapsed.TotalMilliseconds / $times; Processor = ((Get-ProcessorTime) - $before) / $times }
        })
        $last, $next = $costs[-1], $costs[-2]
        "| $($series.Base) $($series.Unit), $($series.Name) | $(@($costs.Time | ForEach-Object { Format-Figure $_ ms }) -join ' | ') | $(Format-Figure ($last.Time / $next.Time)) × | $(Format-Figure ($last.Processor / $next.Processor)) × |"
        @{ Name = $series.Name; Times = @($costs.Time) }
    })
    $curves | Where-Object { $_ -is [string] }
    $path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($GrowthFile)
    [IO.File]::WriteAllText($path, (ConvertTo-GrowthPicture $multiples @($curves | Where-Object { $_ -isnot [string] })))
}

# Both axes logarithmic: where the cost grows in a straight line with the work, a curve runs along the grey slopes.
function ConvertTo-GrowthPicture($multiples, $curves) {
    $culture = [Globalization.CultureInfo]::InvariantCulture
    $colours = '#1b6ca8', '#c0392b', '#2e8b57', '#b8860b', '#7d3c98', '#16a085', '#555555'
    $width = 560
    $height = 480
    $left = 70
    $top = 30
    $all = @($curves | ForEach-Object { $_.Times })
    $range = $all | Measure-Object -Minimum -Maximum
    $low = [Math]::Floor([Math]::Log10($range.Minimum))
    $high = [Math]::Ceiling([Math]::Log10($range.Maximum))
    $span = [Math]::Log10($multiples[-1])
    $x = { param($multiple) $left + $width * [Math]::Log10($multiple) / $span }
    $y = { param($ms) $top + $height * ($high - [Math]::Log10($ms)) / ($high - $low) }
    $n = { param($value) ([double] $value).ToString('0.#', $culture) }
    $svg = [Collections.Generic.List[string]]::new()
    $svg.Add("<svg xmlns=`"http://www.w3.org/2000/svg`" viewBox=`"0 0 $($left + $width + 300) $($top + $height + 60)`" font-family=`"sans-serif`" font-size=`"13`">")
    $svg.Add('<title>How the cost grows with the work</title>')
    $svg.Add("<rect width=`"100%`" height=`"100%`" fill=`"white`"/><clipPath id=`"plot`"><rect x=`"$left`" y=`"$top`" width=`"$width`" height=`"$height`"/></clipPath>")
    for ($decade = $low; $decade -le $high; $decade++) {
        $value = [Math]::Pow(10, $decade)
        $at = & $n (& $y $value)
        $svg.Add("<line x1=`"$left`" x2=`"$($left + $width)`" y1=`"$at`" y2=`"$at`" stroke=`"#e4e4e4`"/><text x=`"$($left - 6)`" y=`"$at`" dy=`"4`" text-anchor=`"end`">$($value.ToString($culture)) ms</text>")
    }

    foreach ($multiple in $multiples) {
        $at = & $n (& $x $multiple)
        $svg.Add("<line x1=`"$at`" x2=`"$at`" y1=`"$top`" y2=`"$($top + $height)`" stroke=`"#e4e4e4`"/><text x=`"$at`" y=`"$($top + $height + 18)`" text-anchor=`"middle`">$($multiple.ToString('#,0', $culture)) ×</text>")
    }

    for ($decade = $low - [Math]::Ceiling($span); $decade -le $high; $decade++) {
        $from = [Math]::Pow(10, $decade)
        $svg.Add("<line clip-path=`"url(#plot)`" x1=`"$left`" y1=`"$(& $n (& $y $from))`" x2=`"$($left + $width)`" y2=`"$(& $n (& $y ($from * $multiples[-1])))`" stroke=`"#b5b5b5`" stroke-dasharray=`"4 4`"/>")
    }

    # A name stands beside its curve's end, or as near as the others leave room.
    $next = [double]::MinValue
    $index = 0
    foreach ($curve in $curves | Sort-Object { -$_.Times[-1] }) {
        $colour = $colours[$index++ % $colours.Length]
        $points = @(for ($i = 0; $i -lt $multiples.Length; $i++) { "$(& $n (& $x $multiples[$i])),$(& $n (& $y $curve.Times[$i]))" })
        $svg.Add("<polyline points=`"$($points -join ' ')`" fill=`"none`" stroke=`"$colour`" stroke-width=`"2`"/>")
        foreach ($point in $points) { $svg.Add("<circle cx=`"$($point.Split(',')[0])`" cy=`"$($point.Split(',')[1])`" r=`"3.5`" fill=`"$colour`"/>") }
        $end = & $y $curve.Times[-1]
        $next = [Math]::Max($end, $next + 17)
        $svg.Add("<line x1=`"$($left + $width + 4)`" y1=`"$(& $n $end)`" x2=`"$($left + $width + 22)`" y2=`"$(& $n $next)`" stroke=`"$colour`"/><text x=`"$($left + $width + 26)`" y=`"$(& $n $next)`" dy=`"4`" fill=`"$colour`">$($curve.Name)</text>")
    }

    $svg.Add("<text x=`"$left`" y=`"18`">Time against work, both logarithmic. Along a dashed slope, ten times the work costs ten times the time.</text>")
    $svg.Add("<text x=`"$($left + $width / 2)`" y=`"$($top + $height + 42)`" text-anchor=`"middle`">work, in multiples of the first</text>")
    $svg.Add('</svg>')
    ($svg -join "`n") + "`n"
}
