# `sekimori sbom` と `sekimori deps` が結果のほかに表示する文。

bill-done =
    { $problems ->
        [0] パッケージ { $packages } 件。すべて読み取りました
       *[other] パッケージ { $packages } 件。問題が { $problems } 件あり、不足している可能性があります
    }
bill-more-problems = ほか { $count } 件
deps-not-here = パッケージ `{ $package }` はありません。
deps-cycle = 循環
deps-shown = 上に表示済み
deps-deep = これより先は省略
