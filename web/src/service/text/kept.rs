//! Words of what is kept on the device.

use super::{phrases, words};

words! {
    kept_blocked = "这个浏览器不让网站保存东西（也许是无痕窗口）。一切照常，但只留在这个标签页里，关掉就没有了。要留下来，先导出成文件。", "This browser lets the site keep nothing (a private window, perhaps). Everything works, but stays in this tab only and is gone when you close it. To hold on to it, export it as a file.";
    kept_full = "这台设备存不下了，或者写不进去。新的内容只留在这个标签页里，关掉就没有了。清出一些空间，或者导出成文件。", "There is no room left on this device, or it cannot be written to. What is new stays in this tab only and is gone when you close it. Make some room, or export it as a file.";
    kept_own = "以前的图片", "Earlier pictures";
    kept_own_forget = "删除这些图片", "Delete these pictures";
    interrupted_label = "中断的训练", "Interrupted run";
    interrupted_go_on = "继续训练", "Go on training";
    interrupted_later = "以后再说", "Later";
    notice_dismiss = "知道了", "All right";
    notice_label = "关于保存", "About keeping";
}

phrases! {
    kept_sum(runs: &str, pictures: &str, lessons: &str, size: &str) = "{runs} 次训练，{pictures} 张图片，{lessons} 课的进度：共 {size}。", "Runs: {runs}; pictures: {pictures}; lessons begun: {lessons}; {size} in all.";
    kept_run(when: &str, pictures: &str, epochs: u32, seed: u32) = "{when} · {pictures} 张图片 × {epochs} 轮 · 种子 {seed}", "{when} · {pictures} pictures × {epochs} epochs · seed {seed}";
    kept_right(accuracy: &str) = "验证正确率 {accuracy}", "validation accuracy {accuracy}";
    kept_at(step: u32, total: u32) = "停在第 {step} / {total} 步", "stopped at step {step} of {total}";
    kept_unreadable(count: usize) = "另有 {count} 次训练来自网站的另一个版本，这里打不开；全部清除时会一起删掉。", "{count} more runs are from another version of the site and cannot be opened here; erasing everything takes them away too.";
    kept_own_again(number: usize) = "第 {number} 张以前的图片，再看一次", "Earlier picture {number}, predict it again";
    interrupted(step: u32, total: u32) = "上次的训练停在第 {step} / {total} 步，权重都在。", "Your last run stopped at step {step} of {total}. Its weights are here.";
}
