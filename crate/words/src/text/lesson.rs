//! Words around the lessons; the lessons' own words are in `crate/lesson`.

/// Hands these texts to a macro.
#[macro_export]
macro_rules! lesson {
    ($then:ident) => {
        $then! { lesson;
            nav_lessons = "课程", "Lessons";
            lessons_title = "课程", "Lessons";
            lessons_lead = "每一课五到十分钟：先动手，先猜，再看发生了什么。按顺序走，或者挑一课开始。", "Five to ten minutes each: do something, guess first, then see what happens. Follow the path, or pick any one.";
            lesson_loading = "正在打开这一课", "Opening the lesson";
            lesson_unavailable = "这一课打不开。检查网络，再重新载入。", "This lesson cannot be opened. Check the connection and reload.";
            lesson_steps = "步骤", "Steps";
            lesson_next = "下一步", "Next step";
            lesson_all = "所有课程", "All lessons";
            lesson_again = "这一课从头再来", "Start this lesson over";
            lesson_complete = "这一课完成了。", "Lesson complete.";
            lesson_done = "已完成", "done";
            lesson_begun = "进行中", "begun";
            lesson_guess = "先猜一猜", "Guess first";
            lesson_guess_give = "我就这么猜", "That is my guess";
            lesson_guess_given = "记下了。现在看看会怎样。", "Noted. Now see what happens.";
            lesson_guess_first = "先猜，再训练。", "Guess first, then train.";
            lesson_stop = "到此为止", "End it here";
            lesson_figure = "图", "Figure";
            lesson_compare = "验证准确率，竖线是瞎猜", "Validation accuracy; the line is guessing";
            lesson_recorded = "这次训练的记录。", "What this run came to.";
            lesson_diverged = "损失已经不是一个数了：步子太大。", "The loss was no number any more: the steps were too large.";
            lesson_task = "任务", "Task";
            lesson_task_done = "做到了。", "Done.";
            lesson_task_missing = "还差：", "Still missing:";
            figure_broken = "这张图出了问题。", "This figure has broken.";

            lesson_minutes(minutes: u32) = "约 {minutes} 分钟", "about {minutes} minutes";
            lesson_expect(pictures: &str, epochs: u32, seconds: u32) = "{pictures} 张图片，看 {epochs} 遍，大约 {seconds} 秒", "{pictures} pictures, {epochs} times over, about {seconds} s";
            lesson_too_long(most: &str) = "图片数乘轮次最多 {most}，不然要等太久。", "At most {most} pictures times epochs, or the wait is too long.";
            lesson_run_settings(pictures: &str, epochs: u32, seed: u32) = "{pictures} 张 × {epochs} 轮，种子 {seed}", "{pictures} pictures, epochs: {epochs}, seed {seed}";
            term_now(value: &str) = "现在：{value}", "Just now: {value}";
            figure_needs(run: &str) = "这张图看的是“{run}”的结果：先在上面跑一次。", "This figure looks at what “{run}” came to: run it above first.";
        }
    };
}
