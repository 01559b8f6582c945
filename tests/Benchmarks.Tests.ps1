# That the benchmarks run, with small sizes; not how fast anything is.
BeforeAll {
    $script:run = "$PSScriptRoot/Benchmarks/Run.ps1"
    Import-Module $PSScriptRoot/Pwsh.psm1
}

AfterAll {
    Remove-Module Pwsh
}

Describe 'The benchmarks' {
    It 'measure every row and draw the growth' {
        $table = "$TestDrive/benchmarks.md"
        $picture = "$TestDrive/growth.svg"

        # In a process of its own: the figures of memory are a whole process's.
        $output = Invoke-Pwsh -File $run -Quick -OutFile $table -GrowthFile $picture 2>&1

        $LASTEXITCODE | Should -Be 0 -Because ($output -join "`n")
        $rows = @(Get-Content $table | Where-Object { $_ -match '^\| [^|]+\| [\d.]+ (ms|KiB|MiB) \|' })
        $rows.Count | Should -BeGreaterThan 28
        ($rows -match 'round trips').Count | Should -Be 5
        ([xml] (Get-Content $picture -Raw)).svg.polyline.Count | Should -BeGreaterThan 5
    }

    It 'run only the rows that are asked for' {
        $output = Invoke-Pwsh -File $run -Quick -Row '*idle connection*' 2>&1

        @($output -match '\| at most ').Count | Should -Be 1 -Because ($output -join "`n")
    }
}
