# Draws the samples of a soak: one panel for each thing that was counted, over the exchanges.

function ConvertTo-SoakPicture($samples, [timespan] $took) {
    $culture = [System.Globalization.CultureInfo]::InvariantCulture
    $number = { param($value) ([double] $value).ToString('0.###', $culture) }
    $width, $height, $left = 640, 110, 70
    $panels = [ordered] @{ HeapMiB = 'heap, MiB'; Handles = 'handles'; Threads = 'threads'; StepMs = 'time of an exchange, ms'; ProcessorMs = 'processor time of an exchange, client and server, ms' }
    $last = $samples[-1].Exchanges
    $svg = [System.Collections.Generic.List[string]]::new()
    $svg.Add("<svg xmlns=`"http://www.w3.org/2000/svg`" viewBox=`"0 0 $($left + $width + 30) $(60 + $panels.Count * ($height + 40))`" font-family=`"sans-serif`" font-size=`"13`">")
    $svg.Add("<title>A soak</title><rect width=`"100%`" height=`"100%`" fill=`"white`"/>")
    $svg.Add("<text x=`"$left`" y=`"24`" font-size=`"15`">$($last.ToString('#,0', $culture)) exchanges of every kind, with faults, in $($took.ToString('h\:mm\:ss', $culture))</text>")
    $top = 60
    foreach ($what in $panels.Keys) {
        $most = [Math]::Max(0.001, ($samples.$what | Measure-Object -Maximum).Maximum)
        $svg.Add("<text x=`"$left`" y=`"$($top - 6)`">$($panels[$what])</text>")
        $svg.Add("<path d=`"M$left $top V$($top + $height) H$($left + $width)`" fill=`"none`" stroke=`"#999`"/>")
        $svg.Add("<text x=`"$($left - 6)`" y=`"$($top + 10)`" text-anchor=`"end`">$(& $number $most)</text><text x=`"$($left - 6)`" y=`"$($top + $height)`" text-anchor=`"end`">0</text>")
        $points = foreach ($sample in $samples) {
            "$(& $number ($left + $width * $sample.Exchanges / $last)),$(& $number ($top + $height * (1 - $sample.$what / $most)))"
        }

        $svg.Add("<polyline points=`"$($points -join ' ')`" fill=`"none`" stroke=`"#1b6ca8`" stroke-width=`"1.5`"/>")
        $top += $height + 40
    }

    $svg.Add('</svg>')
    ($svg -join "`n") + "`n"
}
